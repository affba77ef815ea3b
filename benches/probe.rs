//! temp
mod paper;
use kanbao::store::*; use kanbao::query::*; use std::time::Instant; use kanbao::article::*;
fn cpu() -> f64 { let t = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime); t.tv_sec as f64 + t.tv_nsec as f64/1e9 }
fn time<T>(what:&str, n:u32, mut f: impl FnMut()->T) -> f64 { f(); let t=cpu(); for _ in 0..n { std::hint::black_box(f()); } let d=(cpu()-t)/n as f64*1e6; println!("{what:40} {d:10.1} us"); d }
fn main() {
  let total: u64 = std::env::var("N").ok().and_then(|s| s.parse().ok()).unwrap_or(20000);
  let path = std::path::PathBuf::from(std::env::var("STORE").unwrap());
  if !path.exists() {
    let mut s = Store::open(&path, "me").unwrap();
    let mut gen_t=0.; let mut put_t=0.; let mut text=0u64;
    let mut n=0; let w=Instant::now();
    while n<total { let t=cpu(); let batch: Vec<_> = (n..(n+1000).min(total)).map(|i| paper::article(i,total,1000)).collect();
      text += batch.iter().map(|a| a.body().len() as u64 + a.title.len() as u64).sum::<u64>();
      gen_t+=cpu()-t; let t=cpu(); s.put("paper", &batch, paper::FIRST_DAY).unwrap(); put_t+=cpu()-t; n+=1000;
      if n % 20000==0 { println!("{n} put {:.1}s {:.0}/s gen {:.1} wall {:.0}", put_t, n as f64/put_t, gen_t, w.elapsed().as_secs_f64()); } }
    println!("text {text} file {}", std::fs::metadata(&path).unwrap().len());
  }
  let mut s = Store::open(&path, "me").unwrap();
  let all=Query::default();
  let pg=Page{after:None,backward:false,limit:50};
  let id = s.list(&all, pg).unwrap()[0].id;
  { let db=rusqlite::Connection::open(&path).unwrap();
    let ids: Vec<i64> = (0..1000).map(|i| id.0 - i).collect();
    let mut st=db.prepare("select title from headlines where id=?").unwrap(); let mut k=0;
    time("pk lookup", 10000, || { k=(k+1)%1000; st.query_row([ids[k]], |r| r.get::<_,String>(0)).ok() });
    if std::env::var("SIZES").is_ok() {
    for t in ["search_data","search_idx","search_docsize","search_content"] { if let Ok(n)=db.query_row(&format!("select count(*) from {t}"),[],|r|r.get::<_,i64>(0)) { println!("{t} rows {n}"); } }
    println!("search_data bytes {:?}", db.query_row("select sum(length(block)) from search_data",[],|r|r.get::<_,i64>(0)));
    println!("bodies bytes {:?}", db.query_row("select sum(length(body)) from bodies",[],|r|r.get::<_,i64>(0)));
    println!("pages {:?}", db.query_row("select page_count*page_size from pragma_page_count, pragma_page_size",[],|r|r.get::<_,i64>(0)));
    }
  }
  time("open+50+sections", 20, || { let s=Store::open(&path,"me").unwrap(); s.list(&all,pg).unwrap(); s.sections(&all).unwrap() });
  time("first 50", 200, || s.list(&all,pg).unwrap());
  time("article", 200, || s.article(id).unwrap());
  time("sections", 200, || s.sections(&all).unwrap());
  time("days 400", 20, || s.days(&all,400).unwrap());
  time("position", 20, || s.position(&all, ArticleId(id.0 - (1<<30))).unwrap());
  let q = |t: &str| parse(t, jiff::civil::date(2025,3,24)).unwrap();
  for t in ["section:社評","is:unread","is:unread section:社評","is:starred","is:read","date:2020-03","的","中國","香港 is:unread","中國 section:社評","瑕疵","瑕疵 date:2020","喃喃囈語","饕餮","經濟 政府 香港","經濟 政府 香港 section:社評 is:unread","經濟 date:2018","不是為人","人工智能","author:方以宁","-香港","中國 -香港","=\"中國\"","香港 OR is:starred", "/中國.{2}香港/", "section:社評 OR section:體育", "lang:zh", "page:A4", "title:中國"] {
    let q=q(t);
    time(&format!("list  {t}"), 5, || s.list(&q,pg).unwrap().len());
    if std::env::var("COUNT").is_ok() { let c=s.count(&q).unwrap(); time(&format!("count {t} {c:?}"), 1, || s.count(&q).unwrap()); }
  }
  let t=cpu(); let u=s.mark(&[id], Mark::Read(true)).unwrap(); println!("mark one {:.1}us", (cpu()-t)*1e6); s.undo(&u).unwrap();
  let t=Instant::now(); let u=s.mark(&[id], Mark::Read(true)).unwrap(); println!("mark one wall {:?}", t.elapsed()); s.undo(&u).unwrap();
  if std::env::var("ALL").is_ok() { let t=Instant::now(); let u=s.mark_all(&all, Mark::Read(true)).unwrap(); println!("mark all {} wall {:?}", u.ids.len(), t.elapsed());
   time("unread empty", 5, || s.list(&q("is:unread"),pg).unwrap().len());
   let t=Instant::now(); s.undo(&u).unwrap(); println!("undo all wall {:?}", t.elapsed()); }
}
