"""What a result and a comparison say, in finished words.

Screens, papers and spreadsheets all take their sentences, rows and tables from here, so that page
and paper cannot differ. Every number in them is rounded once and is a string.
"""

from assessment.findings.change import ChangeInWords, change
from assessment.findings.comparison import Compared, Comparison, comparison, promises
from assessment.findings.overall import Fact, Overall
from assessment.findings.parts import Essential
from assessment.findings.practices import Missing
from assessment.findings.result import Result, result
from assessment.findings.rows import BoxPicture, Key, Picture, Row, ScoreLine, Strip, Table
from assessment.findings.standings import TopicStanding
from assessment.findings.steps import StepInWords
from assessment.findings.sums import Sum
from assessment.findings.trend import Break, trend
from assessment.findings.words import level_among_others, level_name, level_sentences, level_words

__all__ = [
    "BoxPicture",
    "Break",
    "ChangeInWords",
    "Compared",
    "Comparison",
    "Essential",
    "Fact",
    "Key",
    "Missing",
    "Overall",
    "Picture",
    "Result",
    "Row",
    "ScoreLine",
    "StepInWords",
    "Strip",
    "Sum",
    "Table",
    "TopicStanding",
    "change",
    "comparison",
    "level_among_others",
    "level_name",
    "level_sentences",
    "level_words",
    "promises",
    "result",
    "trend",
]
