"""How figures are drawn: where the marks stand, which words they carry, and that colours are slots."""

import re
from collections.abc import Iterator
from typing import Any

import plotly.graph_objects as go
import pytest

from assessment import charts
from assessment.charts.drawing import INK, LEVELS, LINE, MEDIAN, MISSING, SPREAD, TRACK, US
from assessment.charts.lines import BAR_END
from assessment.findings.rows import Boxes, Key, PracticeRow, Row, ScoreCell, ScoreLine, Stretch
from assessment.scoring import Met

BANDS = (
    Stretch(0, "Avvio", "0–19"),
    Stretch(20, "Base", "20–39"),
    Stretch(40, "Consolidato", "40–59"),
    Stretch(60, "Avanzato", "60–79"),
    Stretch(80, "Di riferimento", "80–100"),
)
KEY = Key("their median", "middle half", "you", "possible range", "last round")
PRACTICE = PracticeRow("MI1.2", "A content plan", "A content plan", Met.MET, "in use", "about 15 of 25", 60)

FIGURES = {
    "dot_rows": charts.dot_rows(
        [Row("All", heading=True), Row("Rules", 65, 58, 68, 50, 40, 60, 48, "65", verdict="between 58 and 68")], KEY
    ),
    "score_line": charts.score_line(ScoreLine(54, 51, 58, "54", BANDS, "Base")),
    "in_use_rows": charts.in_use_rows([("Content", [PRACTICE])]),
    "shares": charts.shares([("Submitted", 86, "86"), ("In progress", 31, "31"), ("Not started", 26, "26")]),
    "heat_map": charts.heat_map(
        ["Borgo Alto"], ["Training", "Learning"], [("Skills", 2)], [[2.5, None]], [["2,5", "–"]]
    ),
    "essentials_map": charts.essentials_map(
        ["Borgo Alto"], ["Rules", "A plan", "Training"], [[Met.MET, Met.MISSING, Met.UNKNOWN]]
    ),
}


def words(figure: go.Figure) -> list[str]:
    return [annotation.text for annotation in figure.layout.annotations]


def bars(figure: go.Figure, colour: str) -> list[tuple[float, float]]:
    return [(one.x0, one.x1) for one in figure.layout.shapes if one.type == "rect" and one.fillcolor == colour]


def dots(figure: go.Figure, colour: str) -> list[float]:
    return [x for trace in figure.data if trace.type == "scatter" and trace.marker.color == colour for x in trace.x]


def leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for one in value:
            yield from leaves(one)
    else:
        yield value


@pytest.mark.parametrize("name", FIGURES)
def test_every_colour_is_a_slot_of_the_theme(name: str) -> None:
    colours = {leaf for leaf in leaves(FIGURES[name].to_dict()) if re.fullmatch(r"#\w+|rgba?\(.*", str(leaf))}

    assert colours
    assert colours <= {f"#{slot:06d}" for slot in (*range(1, 9), *range(11, 21))} | {"rgba(0,0,0,0)"}


@pytest.mark.parametrize("name", FIGURES)
def test_a_finger_scrolls_the_page_and_not_the_chart(name: str) -> None:
    layout = FIGURES[name].layout

    assert layout.xaxis.fixedrange
    assert layout.yaxis.fixedrange
    assert layout.template.layout.dragmode is False
    assert layout.height > 0


@pytest.mark.parametrize(
    "name", [one for one in FIGURES if one != "score_line"]
)  # that one is named by the page around it
def test_a_number_is_read_aloud_after_its_name(name: str) -> None:
    said = words(FIGURES[name])
    numbers = [at for at, one in enumerate(said) if re.fullmatch(r"<b>[\d,.]+ ?%?</b>.*", one)]

    assert 0 not in numbers
    assert all(at - 1 not in numbers for at in numbers)


@pytest.mark.parametrize("name", FIGURES)
def test_words_are_never_smaller_than_thirteen_pixels_and_in_full_ink(name: str) -> None:
    annotations = FIGURES[name].layout.annotations

    assert all(one.font.size >= 13 for one in annotations)
    on_dark = {TRACK} if name == "shares" else set()  # of the parts of a whole, on the darkest colour
    assert {one.font.color for one in annotations} <= {INK, US} | on_dark


def test_marks_stand_where_the_values_are() -> None:
    figure = charts.dot_rows([Row("Rules", score=65, low=58, high=68, median=50, q1=40, q3=60, before=48, number="65")])

    assert dots(figure, US) == [65]
    assert dots(figure, TRACK) == [48]  # the hollow one of the round before
    assert bars(figure, "#000006") == [(58, 68)]
    assert bars(figure, SPREAD) == [(40, 60)]
    assert bars(figure, "#000004") == [(49.65, 50.35)]


def test_a_range_of_one_number_has_no_bar() -> None:
    figure = charts.dot_rows([Row("Rules", score=65, low=65, high=65)])

    assert bars(figure, "#000006") == []


def test_without_a_score_there_is_no_dot() -> None:
    figure = charts.dot_rows([Row("Rules", low=40, high=66, verdict="between 40 and 66")])

    assert dots(figure, US) == []
    assert bars(figure, "#000006") == [(40, 66)]
    assert "between 40 and 66" in words(figure)


def test_a_quartile_told_in_words_leaves_its_end_of_the_box_open() -> None:
    figure = charts.dot_rows([Row("Rules", q1=None, q3=30)])
    box = next(shape for shape in figure.layout.shapes if shape.fillcolor == SPREAD)
    edges = [(line.x0, line.x1) for line in figure.layout.shapes if line.type == "line"]

    assert box.line.width == 0
    assert edges == [(0, 30), (0, 30), (30, 30)]


def test_the_number_stands_bold_at_the_right_of_its_row_with_the_verdict() -> None:
    figure = charts.dot_rows([Row("Rules", score=65, number="65", verdict="tra 58 e 68")])
    right = [one for one in figure.layout.annotations if one.xanchor == "right"]

    assert [one.text for one in right] == ["<b>65</b>  tra 58 e 68"]


def test_a_row_too_long_for_a_phone_gets_a_second_line_at_every_width() -> None:
    short, long = (
        Row("Rules", number="65"),
        Row("Sicurezza dei profili ed emergenze", number="65", verdict="tra 58 e 68"),
    )

    assert charts.dot_rows([short, long]).layout.height == charts.dot_rows([short, short]).layout.height + LINE
    assert words(charts.dot_rows([short, long]))[2:] == [long.label, "<b>65</b>", "tra 58 e 68"]


@pytest.mark.parametrize(("verdict", "more"), [("over most others", 0), ("metà centrale da 39 a 67", LINE)])
def test_a_count_and_a_verdict_too_long_for_one_line_get_one_each(verdict: str, more: int) -> None:
    row = Row("Rules", number="48", count="12 with a score", verdict=verdict)
    heights = {one.text: one.y for one in charts.dot_rows([row]).layout.annotations}
    bare = charts.dot_rows([Row("Rules", number="48", count="12 with a score")])

    assert heights[verdict] == heights[row.count] + more
    assert charts.dot_rows([row]).layout.height == bare.layout.height + more


def test_a_very_long_name_is_broken_and_not_cut() -> None:
    name = "Sicherheit der Zugänge, der Geräte und der Menschen in Notfällen aller Art"
    figure = charts.dot_rows([Row(name, number="65")])

    assert " ".join(words(figure)[:-1]) == name


def test_the_key_names_only_the_marks_that_are_drawn() -> None:
    figure = charts.dot_rows([Row("Rules", score=65)], Key(you="you", before="last round"))

    assert words(figure)[:2] == ["you", "last round"]
    assert len([one for one in figure.layout.shapes if one.type == "circle"]) == 2
    assert bars(figure, SPREAD) == []


def test_the_key_is_drawn_apart_from_the_scale_so_that_none_of_it_is_data() -> None:
    figure = charts.dot_rows([Row("Rules", score=65)], Key(you="you", median="median", middle="middle half"))
    examples = [one for one in figure.layout.shapes if one.xsizemode == "pixel"]
    first_row = next(one.y for one in figure.layout.annotations if one.text == "Rules")

    assert dots(figure, US) == [65]
    assert len(examples) == 3
    assert all(one.y1 < first_row for one in examples)


def test_a_key_too_long_for_a_phone_has_further_lines() -> None:
    key = Key(you="you", possible="possible range", median="what half of them have", middle="the middle half of them")
    heights = {one.text: one.y for one in charts.dot_rows([Row("Rules")], key).layout.annotations}

    assert heights["you"] == heights["possible range"] < heights["what half of them have"]
    assert heights["what half of them have"] < heights["the middle half of them"]


def test_practices_are_boxes_those_in_use_filled_and_the_others_marked_beneath() -> None:
    row = Boxes("Measure", used=3, asked=4, median=2, q1=1, q3=4, count="3 of 4", others="others: about 2 of 4")
    figure = charts.box_rows([row])

    assert len(bars(figure, US)) == 3
    assert len(bars(figure, TRACK)) == 1
    assert bars(figure, SPREAD) == [(25, 100)]
    assert [round(sum(end) / 2) for end in bars(figure, MEDIAN)] == [50]
    assert not figure.layout.xaxis.visible, "no scale from 0 to 100 that a score could be read on"


def test_a_median_told_in_words_has_no_mark_beneath_the_boxes() -> None:
    figure = charts.box_rows([Boxes("Measure", used=3, asked=4, others="others: hardly any")])

    assert bars(figure, MEDIAN) == bars(figure, SPREAD) == []
    assert "others: hardly any" in words(figure)


def test_the_yardstick_is_a_mark_with_its_number_and_its_words_and_no_dot() -> None:
    bands = (Stretch(0, "Starting", "0–49"), Stretch(50, "Advanced", "50–100"))
    figure = charts.score_line(ScoreLine(54, 54, 54, "54", bands, "Advanced", 41, "41", "41: the yardstick"))

    assert dots(figure, US) == [54]
    assert [round(sum(ends) / 2) for ends in bars(figure, MEDIAN)] == [41]
    assert "41: the yardstick" not in words(figure)  # said below the figure, where it folds on a phone
    assert [one.x for one in figure.layout.annotations if one.text == "41"] == [41]  # at its mark: no band begins there


def test_what_a_name_contains_is_shown_and_not_obeyed() -> None:
    evil = 'A <b>bold</b> & <a href="x">plan</a>'
    figures = [
        charts.dot_rows([Row(evil, number=evil, verdict=evil)], Key(you=evil)),
        charts.score_line(ScoreLine(54, 51, 58, evil, (Stretch(0, evil, evil), Stretch(50, "b", evil)), evil)),
        charts.in_use_rows([(evil, [PracticeRow("evil", evil, evil, Met.MET, evil, evil, 60)])]),
        charts.shares([(evil, 10, evil)]),
        charts.heat_map([evil], [evil], [(evil, 1)], [[2]], [[evil]]),
        charts.essentials_map([evil], [evil], [[Met.MET]]),
        charts.heat_strip([ScoreCell(evil, evil, 2, evil)]),
    ]

    for figure in figures:
        shown = [leaf for leaf in leaves(figure.to_dict()) if isinstance(leaf, str) and "bold" in leaf]
        assert shown
        assert not any("<b>bold" in leaf or "<a " in leaf for leaf in shown)


def test_our_band_is_framed_wherever_the_score_lies() -> None:
    figure = charts.score_line(ScoreLine(54, 51, 58, "54", BANDS, "Base"))

    assert bars(figure, SPREAD) == [(20.3, 39.7)]
    assert dots(figure, US) == [54]
    assert words(figure)[-1] == "<b>54</b>"


def test_without_a_figure_the_score_line_shows_the_range_alone() -> None:
    figure = charts.score_line(ScoreLine(None, 41, 66, "between 41 and 66", BANDS))
    over = figure.layout.annotations[-1]

    assert bars(figure, "#000006") == [(41, 66)]
    assert not figure.data
    assert (over.text, over.x, over.xanchor) == ("<b>between 41 and 66</b>", 53.5, "center")


@pytest.mark.parametrize(("low", "high", "x", "anchor"), [(0, 30, 0, "left"), (75, 100, 100, "right")])
def test_a_range_near_an_end_keeps_its_words_inside(low: int, high: int, x: int, anchor: str) -> None:
    over = charts.score_line(ScoreLine(None, low, high, "a range", BANDS)).layout.annotations[-1]

    assert (over.x, over.xanchor) == (x, anchor)


def test_a_cell_is_shaded_by_level_with_its_number_inside_and_its_words_beside() -> None:
    cells = (
        ScoreCell("Rules", "63", 2, "Agreed"),
        ScoreCell("Training", "100", 4, "Improved"),
        ScoreCell("Learning", "–", None, "0–50"),
    )
    figure = charts.heat_strip(cells)
    boxes, numbers = figure.layout.shapes, [one for one in figure.layout.annotations if one.xanchor == "center"]

    assert [one.fillcolor for one in boxes] == [LEVELS[2], LEVELS[4], TRACK]
    assert [(one.text, one.font.color) for one in numbers] == [
        ("<b>63</b>", INK),
        ("<b>100</b>", TRACK),
        ("<b>–</b>", INK),
    ]
    assert [box.y0 < one.y < box.y1 for box, one in zip(boxes, numbers, strict=True)] == [True] * 3
    assert words(figure) == [
        "<b>63</b>",
        "Rules",
        "Agreed",
        "<b>100</b>",
        "Training",
        "Improved",
        "<b>–</b>",
        "Learning",
        "0–50",
    ]


def test_a_long_name_beside_a_cell_gets_a_second_line_and_a_higher_cell() -> None:
    short, long = (
        ScoreCell("Rules", "63", 2, "Agreed"),
        ScoreCell("A contact channel like the others", "63", 2, "Agreed"),
    )
    heights = [charts.heat_strip([one]).layout.height for one in (short, long)]

    assert heights[1] == heights[0] + LINE


def test_where_no_band_can_be_told_the_stretch_of_the_range_says_so() -> None:
    line = ScoreLine(None, 41, 66, "between 41 and 66", BANDS, range_words="a stretch")
    figure = charts.score_line(line)

    assert "a stretch" in words(figure)
    assert bars(figure, SPREAD) == []  # none is framed


def test_a_slim_bar_is_as_long_as_the_share_of_departments() -> None:
    figure = charts.in_use_rows([("Content", [PRACTICE])])

    assert bars(figure, SPREAD) == [(0, BAR_END * 0.6)]
    assert "about 15 of 25" in words(figure)


def test_where_only_words_may_be_said_there_is_no_bar() -> None:
    name = "A local contact list"
    told = PracticeRow("PI5.2", name, name, Met.MISSING, "not yet", "Fewer than five have this", None)
    figure = charts.in_use_rows([("Networks", [told])])

    assert not figure.layout.shapes
    assert "A local contact list: <b>not yet</b>" in words(figure)


def test_a_practice_in_use_is_not_bold() -> None:
    assert "A content plan: in use" in words(charts.in_use_rows([("Content", [PRACTICE])]))


def test_the_parts_of_a_whole_end_at_a_hundred_and_carry_their_numbers() -> None:
    figure = charts.shares([("Submitted", 50, "50"), ("In progress", 30, "30"), ("Not started", 20, "20")])

    assert [(bar.base[0], bar.x[0]) for bar in figure.data] == [(0, 50), (50, 30), (80, 20)]
    assert words(figure) == ["Submitted", "<b>50</b>", "In progress", "<b>30</b>", "Not started", "<b>20</b>"]
    assert [bar.marker.color for bar in figure.data] == [LEVELS[4], LEVELS[2], LEVELS[0]]


def test_a_part_too_narrow_for_its_number_has_it_beside_its_name() -> None:
    figure = charts.shares([("Submitted", 97, "97"), ("In progress", 2, "2"), ("Not started", 1, "1")])
    lines = {one.text: one.y for one in figure.layout.annotations}

    assert list(lines) == ["Submitted", "<b>97</b>", "In progress: 2", "Not started: 1"]
    assert lines["In progress: 2"] != lines["Not started: 1"]


def test_nobody_at_all_is_still_a_figure() -> None:
    figure = charts.shares([("Submitted", 0, "0"), ("In progress", 0, "0"), ("Not started", 0, "0")])

    assert not figure.data
    assert words(figure) == ["Submitted: 0", "In progress: 0", "Not started: 0"]


def test_a_cell_has_the_colour_of_the_whole_level_reached_and_the_number_as_written() -> None:
    figure = charts.heat_map(["Borgo Alto"], ["a", "b", "c"], [("Skills", 3)], [[2.5, 4, None]], [["2,5", "4", "–"]])
    cells, _ = figure.data

    assert list(cells.z[0]) == [2, 4, None]
    assert list(cells.text[0]) == ["2,5", "4", "–"]
    assert (cells.zmin, cells.zmax) == (0, 4)
    assert [colour for _, colour in cells.colorscale][::2] == list(LEVELS)


def test_a_pillar_stands_over_its_first_topic_and_an_edge_parts_it_from_the_one_before() -> None:
    figure = charts.heat_map(["Borgo"], ["a", "b", "c"], [("One", 2), ("Two", 1)], [[1, 2, 3]], [["1", "2", "3"]])

    assert [(one.text, one.x) for one in figure.layout.annotations] == [("<b>One</b>", -0.45), ("<b>Two</b>", 1.55)]
    assert [shape.x0 for shape in figure.layout.shapes] == [1.5]


def test_a_missing_essential_stands_out_by_colour_and_by_sign() -> None:
    cells, _ = charts.essentials_map(["Borgo"], ["a", "b", "c"], [[Met.MET, Met.MISSING, Met.UNKNOWN]]).data

    assert list(cells.text[0]) == ["✓", "○", "?"]
    assert list(cells.z[0]) == [0, 2, 1]
    assert cells.colorscale[-1] == (1.0, MISSING)


def test_a_cell_says_whole_names_and_knows_its_row() -> None:
    name, met = "Polizia Locale dell’Unione dei Comuni delle Terre Alte", [[Met.MET], [Met.MISSING]]
    _, marks = charts.essentials_map(["Borgo", name], ["A plan & a deputy"], met).data

    assert list(marks.text) == ["Borgo<br>A plan &amp; a deputy: ✓", f"{name}<br>A plan &amp; a deputy: ○"]
    assert list(marks.customdata) == list(marks.y) == [0, 1]


def test_the_heads_of_a_map_are_as_high_as_the_longest() -> None:
    low, high = (charts.essentials_map(["Borgo"], [name], [[Met.MET]]) for name in ("A plan", "A plan " * 5))

    assert high.layout.height - low.layout.height == high.layout.margin.t - low.layout.margin.t > 100


def test_a_long_name_of_a_department_leaves_room_for_the_cells() -> None:
    name = "Polizia Locale dell’Unione dei Comuni delle Terre Alte e della Valle del Fiume"
    figure = charts.essentials_map([name], ["a"], [[Met.MET]])

    assert figure.layout.yaxis.ticktext == ("Polizia Locale dell’Unione dei Comuni…",)


def test_levels_stand_under_a_chart_of_practices() -> None:
    figure = charts.dot_rows([Row("A plan", median=25)], ticks=("0", "1", "2", "3", "4"))

    assert list(figure.layout.xaxis.tickvals) == [0, 25, 50, 75, 100]
    assert list(figure.layout.xaxis.ticktext) == ["0", "1", "2", "3", "4"]


def test_a_figure_says_where_paper_may_cut_it_and_never_between_a_heading_and_its_row() -> None:
    heading, row = Row("A pillar", heading=True), Row("A topic", score=50)

    figure = charts.dot_rows([heading, row, row, heading, row])

    assert figure.layout.meta == {"cuts": [44 + 58, 44 + 58 + 58]}
