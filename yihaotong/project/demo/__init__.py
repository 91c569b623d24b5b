"""The demo city: Yinchuan as a stage set.

Real: the names and codes of the divisions (`dispatch/data/divisions.csv`), the roads in `data/words.toml`, the names of
the city's departments, the centre's two names and the month in which they changed (its own monthly reports).

Simulated: everything else. Every case, every text in `matters/`, every person, name, telephone number, number plate,
estate, shop, school and enterprise; the days on which departments were renamed; who routes what to whom. A likeness to
somebody or something real is chance. Texts were written for this demo; none is a citizen's. Mobile numbers begin with
154, which no carrier has been given, and local numbers with 0, which none begins with: nobody is ever called. Cases are
stored with `simulated`, and every page says so.

The same `--today` makes the same city and the same cases on every machine, save for what must be random: keys, tokens
and seals.

    city.py      units, people, posts, the roster, categories, routes, one API client
    knowledge.py what operators answer, from data/knowledge.toml: entries, bulletins, templates
    texts.py     what people say and what they are told, from matters/*.toml and data/words.toml
    life.py      the plan of one case: who does what when
    seeding.py   runs the plans through the real actions, in the order of their time
"""
