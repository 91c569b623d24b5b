"""What holds for every limit, pause and extension, whatever the dates."""

from datetime import datetime, time, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from yihaotong.clock import CHINA, Effect, Limit, Measure, Pause, hours, national, reckon, region

FIRST = datetime(2004, 1, 1, tzinfo=CHINA)
LAST = datetime(2026, 6, 30, tzinfo=CHINA)
REGIONAL = national().over(region("64"))

instants = st.integers(0, int((LAST - FIRST).total_seconds())).map(lambda seconds: FIRST + timedelta(seconds=seconds))
amounts = {
    Measure.WORKING_DAY: st.integers(1, 40),
    Measure.WORKING_HOUR: st.integers(1, 60),
    Measure.HOUR: st.integers(1, 200),
    Measure.MINUTE: st.integers(1, 500),
    Measure.DAY: st.integers(1, 90),
    Measure.MONTH: st.integers(1, 9),
}
measures = st.sampled_from(sorted(Measure))


@st.composite
def limits(draw, measure=None):
    chosen = measure or draw(measures)
    return Limit(draw(amounts[chosen]), chosen)


@st.composite
def pauses_near(draw, start, most=4):
    """Pauses from a week before the start on, some back to back, some of a few minutes."""
    found = []
    for _ in range(draw(st.integers(0, most))):
        begins = start + timedelta(minutes=draw(st.integers(-10_000, 60_000)))
        if found and draw(st.booleans()):
            begins = found[-1].end
        found.append(Pause(begins, begins + timedelta(minutes=draw(st.integers(1, 30_000)))))
    return found


@st.composite
def cases(draw):
    """The terms of one deadline, without its limit's extensions."""
    start = draw(instants)
    return {
        "start": start,
        "limit": draw(limits()),
        "calendar": draw(st.sampled_from([national(), REGIONAL, REGIONAL.without("region")])),
        "pauses": draw(pauses_near(start)),
        "restart": draw(st.none() | st.integers(0, 40_000).map(lambda minutes: start + timedelta(minutes=minutes))),
        "count_first_day": draw(st.booleans()),
        "roll": draw(st.booleans()),
    }


def due(terms, **changed):
    return reckon(**(terms | changed)).due


@given(cases())
def test_a_pause_never_makes_a_date_earlier(terms):
    assert due(terms) >= due(terms, pauses=())
    for pause in terms["pauses"]:
        assert due(terms) >= due(terms, pauses=[each for each in terms["pauses"] if each is not pause])


@given(cases(), st.data())
def test_an_extension_never_makes_a_date_earlier(terms, data):
    further = data.draw(limits(terms["limit"].measure))
    assert due(terms, extensions=[further]) >= due(terms)


@given(cases(), st.data())
def test_an_extension_is_a_longer_limit(terms, data):
    """Except that months are counted from the start: an extension is not a second limit behind the first."""
    further = data.draw(limits(terms["limit"].measure))
    assert due(terms, extensions=[further]) == due(terms, limit=terms["limit"].plus(further))


@given(cases())
def test_a_longer_limit_is_never_due_earlier(terms):
    limit = terms["limit"]
    assert due(terms, limit=Limit(limit.amount + 1, limit.measure)) >= due(terms)


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_in_which_events_are_replayed_is_irrelevant(terms, random):
    """Days, words and all: the same events in any order, once or twice, give the same answer."""
    replayed = [*terms["pauses"], *terms["pauses"]]
    random.shuffle(replayed)
    once, again = reckon(**terms), reckon(**(terms | {"pauses": replayed}))

    assert once == again
    assert once.derivation == again.derivation


@given(cases(), st.data())
def test_a_pause_taken_in_two_steps_is_the_same_pause(terms, data):
    assume(terms["pauses"])
    whole = data.draw(st.sampled_from(terms["pauses"]))
    seconds = data.draw(st.integers(1, int((whole.end - whole.start).total_seconds()) - 1))
    middle = whole.start + timedelta(seconds=seconds)
    halves = [Pause(whole.start, middle), Pause(middle, whole.end)]

    assert due(terms, pauses=[*terms["pauses"], *halves]) == due(terms)
    assert due(terms, pauses=halves) == due(terms, pauses=[whole])


@given(cases(), st.data())
def test_while_it_stands_a_clock_has_no_date_and_the_return_gives_it_back(terms, data):
    """Replaying: stop, ask, go on; the date is that of one who knew the whole story."""
    assume(terms["pauses"])
    last = max(terms["pauses"], key=lambda pause: pause.end)
    before = [pause for pause in terms["pauses"] if pause is not last]
    standing = reckon(**(terms | {"pauses": [*before, Pause(last.start)]}))

    assert standing.due is None or standing.due == due(terms, pauses=before) == due(terms)


@given(cases())
def test_the_counted_steps_are_the_limit(terms):
    answer = reckon(**terms)
    counted = [step for step in answer.derivation if step.effect is Effect.COUNTED]
    total = terms["limit"].amount if terms["limit"].measure.by_day else terms["limit"].seconds

    assert counted[-1].count == total == answer.derivation[-1].count
    counts = [step.count for step in counted]
    if terms["limit"].measure.by_day:
        assert counts == list(range(1, total + 1))
    else:
        assert counts == sorted(set(counts)), "a stretch of no length"
    assert answer.derivation[-1].at == answer.due


@given(cases())
def test_the_derivation_of_working_days_leaves_no_day_out(terms):
    answer = reckon(**(terms | {"limit": Limit(7, Measure.WORKING_DAY)}))
    told = {Effect.COUNTED, Effect.SKIPPED, Effect.PAUSED, Effect.NOT_COUNTED}
    days = [step.at for step in answer.derivation if step.effect in told]

    assert days == [days[0] + timedelta(days=n) for n in range(len(days))]
    assert days[-1] == answer.due.date()
    for step in answer.derivation:
        if step.effect in {Effect.COUNTED, Effect.SKIPPED}:
            assert terms["calendar"].works(step.at) == (step.effect is Effect.COUNTED)


@given(cases())
def test_working_days_are_due_at_the_end_of_a_working_day(terms):
    answer = due(terms, limit=Limit(3, Measure.WORKING_DAY))
    assert terms["calendar"].works(answer.date())
    assert answer.time() == time(23, 59, 59)


@given(cases())
def test_rolled_days_and_months_are_due_on_a_working_day(terms):
    assume(terms["limit"].measure in {Measure.DAY, Measure.MONTH})
    assert terms["calendar"].works(due(terms, roll=True).date())
    assert due(terms, roll=True) >= due(terms, roll=False)


@given(cases())
def test_working_hours_are_due_while_the_office_is_open(terms):
    answer = due(terms, limit=Limit(5, Measure.WORKING_HOUR))
    second = answer.hour * 3600 + answer.minute * 60 + answer.second
    assert terms["calendar"].works(answer.date())
    assert any(opens < second <= closes for opens, closes in hours().spans(answer.date()))


@given(instants, limits(Measure.HOUR), st.integers(0, 100_000), st.integers(1, 100_000))
def test_hours_are_put_off_by_exactly_the_pause(start, limit, after, length):
    begins = start + timedelta(seconds=after)
    answer = reckon(start, limit, calendar=national(), pauses=[Pause(begins, begins + timedelta(seconds=length))]).due
    plain = start + timedelta(hours=limit.amount)

    assert answer == (plain + timedelta(seconds=length) if begins < plain else plain)


@given(instants, limits(Measure.WORKING_DAY))
def test_working_days_between_receipt_and_end_are_the_limit(start, limit):
    answer = reckon(start, limit, calendar=national()).due
    assert national().working_days_between(start.date(), answer.date()) == limit.amount


@given(instants, limits(Measure.WORKING_DAY), st.integers(0, 30), st.integers(1, 30))
def test_paused_working_days_put_off_working_days_one_for_one(start, limit, after, length):
    """Handbook B3: due = add_wd(start, limit) shifted by the paused working days."""
    begins = start + timedelta(days=after)
    pause = Pause(begins, begins + timedelta(days=length))
    answer = reckon(start, limit, calendar=national(), pauses=[pause])
    day, paused = start.date(), 0
    while day < answer.due.date():
        day += timedelta(days=1)
        paused += national().works(day) and pause.start.date() <= day < pause.end.date()
    shifted = reckon(start, Limit(limit.amount + paused, Measure.WORKING_DAY), calendar=national())

    assert answer.due == shifted.due


@given(instants, limits(Measure.DAY))
def test_calendar_days_are_days(start, limit):
    answer = reckon(start, limit, calendar=national()).due
    assert answer.date() == start.date() + timedelta(days=limit.amount)
