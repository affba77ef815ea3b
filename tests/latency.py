#!/usr/bin/env python3
"""How long a key waits while hostile input comes in, by a refresh in the reader or by an import in another process, or in
the longest article that is kept: states the figure, judges nothing.

    cargo build --release && python3 tests/latency.py target/release/kanbao [refresh|import|long]

A server on the loopback interface sends feeds of about 45 MB each, packed; the reader runs in a pty of 80 by 24; `R` is
pressed, or `kanbao import` begins on a file of the same articles, then `j`, `k` and, every other time, `m` (which is on the
disk before the next key is taken) every 80 ms for 30 s; or an article of 4 MiB is found by its words, opened, and searched.  Linux or macOS, nothing but
Python's own library.
"""

import fcntl, gzip, http.server, json, os, pty, select, shutil, signal, struct, subprocess, sys, tempfile, termios, threading, time

TEXT = "船照常開，街坊在碼頭等候。"
FEEDS = {
    "60,000 items of a page": (60_000, 20),
    "200 items of 200 KB": (200, 5_000),
    "12 items of 4 MiB": (12, 104_000),
    "3 items of 16 MB": (3, 400_000),
    "600,000 items of a line": (600_000, 0),
}
# What the reader asks a terminal, and what one answers.
ANSWERS = {b"\x1b[6n": b"\x1b[1;1R", b"\x1b[5n": b"\x1b[0n", b"\x1b[c": b"\x1b[?62;22c"}


def feed(items, length):
    item = "<item><guid>g{0}</guid><title>第{0}號船</title><description>{1}</description></item>"
    body = "".join(item.format(n, TEXT * length) for n in range(items))
    return f"<rss version='2.0'><channel><title>船訊</title>{body}</channel></rss>".encode()


def serve(packed):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(packed)))
            self.end_headers()
            self.wfile.write(packed)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/feed"


def drain(fd, seconds):
    end = time.monotonic() + seconds
    while select.select([fd], [], [], max(0, end - time.monotonic()))[0]:
        piece = os.read(fd, 65_536)
        for question, answer in ANSWERS.items():
            if question in piece:
                os.write(fd, answer)


def lines(items, length):
    item = lambda n: {"id": str(n), "title": f"第{n}號船", "blocks": [{"kind": "paragraph", "text": TEXT * length}]}
    return "".join(json.dumps(item(n), ensure_ascii=False) + "\n" for n in range(items)).encode()


def measure(kanbao, how, name, size):
    home = tempfile.mkdtemp()
    env = dict(HOME=home, LANG="en_US.UTF-8", TERM="xterm-256color", PATH="/usr/bin:/bin")
    run = lambda *words: subprocess.run([kanbao, *words], env=env, capture_output=True, text=True, check=True).stdout
    before = int(run("list", "--count"))
    raw = feed(*size) if how == "refresh" else lines(*size)
    if how == "refresh":
        run("feed", "add", "--as-is", serve(gzip.compress(raw)))
    pid, fd = pty.fork()
    if pid == 0:
        os.execve(kanbao, [kanbao], env)
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    drain(fd, 1.5)
    other = None
    if how == "refresh":
        os.write(fd, b"R")
    else:
        path = os.path.join(home, "all.jsonl")
        open(path, "wb").write(raw)
        other = subprocess.Popen([kanbao, "import", path], env=env, stdout=subprocess.DEVNULL)
    drain(fd, 0.2)
    waits, marks = [], []
    begin = time.monotonic()
    while time.monotonic() - begin < 30:
        nth = len(waits)
        pressed = time.monotonic()
        is_mark = nth % 2 == 1
        os.write(fd, b"m" if is_mark else b"j" if nth % 16 < 8 else b"k")
        select.select([fd], [], [], 10)
        waits.append((time.monotonic() - pressed) * 1000)
        if is_mark:
            marks.append(waits[-1])
        drain(fd, 0.08)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    if other:
        other.terminate()
        other.wait()
    came = int(run("list", "--count")) - before
    shutil.rmtree(home)
    figures = lambda waits: f"median {waits[len(waits) // 2]:.0f} ms, 99 of 100 {waits[len(waits) * 99 // 100]:.0f} ms, worst {waits[-1]:.0f} ms"
    print(
        f"{how}, {name} ({len(raw) >> 20} MiB): {len(waits)} keys while {came} articles came: {figures(sorted(waits))}; "
        f"{len(marks)} of them marks: {figures(sorted(marks))}",
        flush=True,
    )


def measure_long(kanbao):
    home = tempfile.mkdtemp()
    env = dict(HOME=home, LANG="en_US.UTF-8", TERM="xterm-256color", PATH="/usr/bin:/bin")
    path = os.path.join(home, "long.jsonl")
    for how, blocks in {"one block": 1, "2,000 blocks": 2_000}.items():
        text = lambda n: "".join(f"第{n}之{m}隻{TEXT}" for m in range(80_000 // blocks))
        with open(path, "w") as file:
            file.write(json.dumps({"id": how, "title": "長船", "blocks": [{"kind": "paragraph", "text": text(n)} for n in range(blocks)]}, ensure_ascii=False) + "\n")
        subprocess.run([kanbao, "import", path], env=env, capture_output=True, check=True)
        # The keys of one go, and what each asks; no long article is on the screen before it.
        keys = [("/", "prompt"), ("街坊在碼頭", "words"), ("\r", "list"), ("\r", "open"), ("j", "line"), ("/", "prompt")]
        keys += [("照常", "words"), ("\r", "find"), ("j", "line"), (".", "next"), (",", "previous"), (".", "next")]
        keys += [("/", "prompt"), ("船", "words"), ("\r", "find 80,000"), ("j", "line"), (".", "next")]
        waits = {}
        for _ in range(5):
            pid, fd = pty.fork()
            if pid == 0:
                os.execve(kanbao, [kanbao], env)
            fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
            drain(fd, 1.5)
            for key, name in keys:
                pressed = time.monotonic()
                os.write(fd, key.encode())
                select.select([fd], [], [], 2)
                waits.setdefault(name, []).append((time.monotonic() - pressed) * 1000)
                drain(fd, 0.03 if name in ("find", "open", "find 80,000") else 0.5)
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        said = [f"{name} {sorted(them)[len(them) // 2]:.0f} ({max(them):.0f})" for name, them in waits.items()]
        print(f"an article of 4 MiB, {how}: median (worst) in ms: {', '.join(said)}", flush=True)
    shutil.rmtree(home)


if __name__ == "__main__":
    program = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "target/release/kanbao")
    for how in sys.argv[2:] or ["refresh", "import", "long"]:
        if how == "long":
            measure_long(program)
            continue
        for each in FEEDS.items():
            if how == "import" and "16 MB" in each[0]:
                continue  # No line of JSON may be so long: it is refused.
            measure(program, how, *each)
