"""Korean and Japanese words in English: their forms, what is counted and dated, what is left as it is."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.matching import kind_of_message
from knowledge.matching.conjugation import forms_of
from knowledge.matching.dates import with_days_named
from knowledge.matching.names import Names
from knowledge.matching.questions import Kind, kind_of_unspaced
from knowledge.matching.reading import read
from knowledge.matching.unspaced import explains

NAMES = Names(
    [
        ("북한", "北朝鮮", "North Korea"),
        ("한국", "韓国", "South Korea"),
        ("러시아", "ロシア", "Russia"),
        ("신원식", "申源湜", "Shin Wonsik"),
        ("미사일", "ミサイル", "missile"),
    ]
)


def english(text):
    """A text in English, names in their canonical forms, without particles."""
    return " ".join(NAMES.spelt_out(NAMES.in_english(NAMES.read(text))))


def test_english_stays_as_it_is():
    """Word for word."""
    assert english("how many missiles did they fire") == "how many missile did they fire"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("미사일을 몇 발 쐈어?", "missile how many launch did"),
        ("미사일 몇발이나 쏜 거임ㅋㅋ", "missile how many launch did"),
        ("ミサイルを何発撃ったの？", "missile how many launch did"),
        ("ミサイルって何発撃ったんだっけｗｗ", "missile how many launch did"),
        ("누가 탐지했는지 아시는 분?", "who detect did know"),
        ("誰が探知したか知ってる人いる？", "who detect did know people"),
        ("풍선 안에 뭐 들어있었음?", "balloon inside what contain did"),
        ("風船の中に何が入っていましたか", "balloon inside what contain did"),
        ("러시아가 뭘 줄까요", "russia what give will"),
        ("발사하지 않았나요", "launch not did"),
        ("落ちませんでした", "fall not"),
        ("北朝鮮は発射をやめる？", "north korea launch abandon"),
        ("발사 장소에서 가장 가까운 도시", "launch place most near city"),
        ("発射場所に一番近い都市", "launch place most near city"),
        ("한미일", "south korea united states japan both"),
    ],
)
def test_words_are_what_they_mean(said, meant):
    """Whatever their endings are; what says nothing to a question goes, what turns it around stays."""
    assert english(said) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("5월 30일에", "may 30"),
        ("５月３０日に", "may 30"),
        ("열두 발", "12"),
        ("十二発", "12"),
        ("2024년에", "2024"),
        ("30일", "30th"),
        ("3일 동안", "3 day during"),
        ("5月の", "in may"),
        ("여섯 번째", "6th"),
        ("6回目", "6th"),
        ("몇 번째", "how many occasion"),
        ("何回目", "how many occasion"),
        ("세 명", "3 person"),
        ("몇 시", "what time"),
        ("何時間", "how many hour"),
        ("何日", "what day"),
        ("목요일", "thursday"),
        ("木曜", "thursday"),
    ],
)
def test_figures_and_times_are_those_of_english(said, meant):
    """A day is a day, a count a count, and a question for either is none for the other."""
    assert english(said) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("어제 몇 발", "may 30 how many"),
        ("그제 몇 발", "may 29 how many"),
        ("おととい何発", "may 29 how many"),
        ("今日の", "may 31"),
        ("모레", "june 2"),
        ("明後日は", "june 2"),
        ("とうきょう", "tokyo"),
    ],
)
def test_days_near_the_day_of_asking_are_dates(said, meant):
    """Asked on 31 May; what only holds the characters of such a day is none."""
    assert english(with_days_named(said, date(2024, 5, 31))) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [("통신위성을", "통신 satellite"), ("通信衛星", "通信 satellite"), ("대피령이", "대피령"), ("海保の", "海保")],
)
def test_unknown_words_stay(said, meant):
    """Without their particles, and in one piece; what is known beside them is read."""
    assert english(said) == meant


@pytest.mark.parametrize(
    ("word", "others", "explained"),
    [
        ("대비", {"대비태세"}, True),
        ("부서진", {"부서졌"}, True),
        ("대비태세", {"대비"}, False),
        ("장", {"장소"}, False),
        ("事務総長", {"総長"}, False),
        ("総長", {"事務総長"}, True),
    ],
)
def test_an_unknown_word_explains_itself_alone(word, others, explained):
    """A part of a longer word is explained by it, as one form of a word is by another; a longer word by no part."""
    assert explains(word, frozenset(others)) is explained


@pytest.mark.parametrize(
    ("stem", "forms"),
    [
        ("쏘", {"쏜", "쏠", "쏴", "쐈"}),
        ("날", {"날", "나", "난"}),
        ("듣", {"들"}),
        ("돕", {"도우", "도와", "도왔"}),
        ("흐르", {"흘러", "흘렀"}),
        ("쓰", {"써", "썼"}),
        ("전하", {"전해", "전했", "전한"}),
        ("떨어지", {"떨어져", "떨어졌", "떨어진"}),
    ],
)
def test_a_verb_has_all_its_forms(stem, forms):
    """Regular and irregular ones."""
    assert forms <= set(forms_of(stem))


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("미사일 몇 시에 쐈어", Kind.CLOCK),
        ("何時に撃ったの", Kind.CLOCK),
        ("얼마나 멀리 날아갔어", Kind.DISTANCE),
        ("何キロ飛んだ", Kind.DISTANCE),
        ("短距離ミサイルだった", Kind.OTHER),
        ("얼마나 오래 날았어", Kind.DURATION),
        ("何時間飛んだ", Kind.DURATION),
        ("며칠 만에 쐈어", Kind.DURATION),
        ("며칠에 쐈어", Kind.WHEN),
        ("김여정은 몇 살", Kind.AGE),
        ("何歳ですか", Kind.AGE),
        ("비용이 얼마", Kind.AMOUNT),
        ("いくらかかった", Kind.AMOUNT),
        ("どっちに飛んだ", Kind.DIRECTION),
        ("어느 쪽으로 날아갔어", Kind.DIRECTION),
        ("어느 나라가 쐈어", Kind.WHO),
        ("撃ったのはどの国", Kind.WHO),
        ("어디서 쐈어", Kind.WHERE),
        ("なんで撃ったの", Kind.WHY),
        ("なんですか", Kind.WHAT),
        ("どうしている", Kind.HOW),
        ("올해 몇 번째야", Kind.COUNT),
        ("いつもは発表する", Kind.OTHER),
        ("풍선을 보냈어", Kind.OTHER),
    ],
)
def test_the_kind_is_told_by_the_question_word(question, kind):
    """In either language; a word that only looks like one tells nothing."""
    assert kind_of_unspaced(question.split()) is kind


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("미사일 개수", "question"),
        ("북한이 쐈대", "question"),
        ("日本に落ちたよね", "question"),
        ("今日の発射は何回目だ", "question"),
        ("ㅋㅋㅋㅋㅋㅋ", "chatter"),
        ("ｗｗｗｗ", "chatter"),
        ("수고하세요 ㅎㅎ", "chatter"),
        ("お疲れ様です", "chatter"),
        ("미사일 무섭다", "chatter"),
        ("ミサイル怖いよ", "chatter"),
    ],
)
def test_small_talk_and_statements_ask_nothing(message, kind):
    """Laughter is no word, and what ends like a statement asks only with a question word; keywords ask."""
    assert kind_of_message(message) == kind


@given(st.text("발사했어북한이몇시쐈안에的撃ったのは何発ないーロケットㅋᄏ1 ２aw、?", max_size=60))
def test_no_text_is_too_odd(text):
    """Whatever stands in it, it is read, and as something where there is anything to read."""
    words = NAMES.read(text)
    assert bool(NAMES.in_english(words)) is bool(words)
    assert kind_of_unspaced(words) in Kind
    assert read(words, NAMES).in_english


@pytest.mark.parametrize("text", ["발사" * 2_000, "撃った" * 1_300, "몇" * 4_000, "何発" * 2_000, "はがをに" * 1_000])
def test_a_long_text_is_read_in_bounded_time(text):
    """In a blink, and without an end of the stack."""
    began = time.process_time()
    NAMES.in_english(NAMES.read(text))
    assert time.process_time() - began < 0.5


def test_particles_tell_who_does_what():
    """Of names, and of the army or the government of one; who is quoted does nothing."""
    assert read(NAMES.read("러시아가 북한한테 주는 것"), NAMES).roles == {"russia": "by", "north korea": "to"}
    assert read(NAMES.read("ロシアから北朝鮮への"), NAMES).roles == {"russia": "from", "north korea": "to"}
    assert read(NAMES.read("한국군은 뭘 했어"), NAMES).roles == {"south korea": "by"}
    assert read(NAMES.read("신원식 말로는 러시아가 뭘 준대"), NAMES).roles == {"russia": "by"}


def test_what_stands_last_is_what_is_asked_of():
    """As far as it was done; and "which" asks for what it stands before."""
    asked = read(NAMES.read("폭발한 로켓은 왜 쐈어"), NAMES).acts
    assert (asked.last, asked.done) == ("launch", ("explod", "launch"))
    assert read(NAMES.read("로켓은 왜 폭발했어"), NAMES).acts.last == "explod"
    assert read(NAMES.read("韓国のどの行動を問題にした"), NAMES).acts.sought == "action"
