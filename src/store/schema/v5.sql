-- Where each section that has articles stands in the paper, the greater the further up: by the last day on which it was
-- printed, then by where it begins in that day's edition. Follows from `headlines`; see tally.rs. 0 is for articles without one.
CREATE TABLE sections (
  section  INTEGER PRIMARY KEY,
  standing INTEGER NOT NULL
);
INSERT INTO sections (section, standing)
  SELECT section, iif(last - day >= 11520, last, 2 * day + 11519
    - (SELECT min(id) FROM headlines h WHERE h.section = l.section AND h.id >= l.day))
  FROM (SELECT section, max(id) AS last, max(id) >> 20 << 20 AS day FROM headlines GROUP BY section) l;
