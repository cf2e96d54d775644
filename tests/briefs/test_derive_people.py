"""Who is named in an essay, as what, and where else the text means them."""

from __future__ import annotations

from briefs.derive.features import read_units
from briefs.derive.people import Person, find_authors, find_people
from briefs.essay import read_snapshot

TALKS = """Velmia's chief negotiator, Rosa Iwu, arrived on Monday. She asked for the harbour back. Two days later Iwu
left again. President Dario Stahl of Tarsen said nothing. Mrs Iwu's deputy, Jon Aker, stayed."""


def people(text: str) -> dict[str, Person]:
    snapshot = read_snapshot(text)
    found = find_people(read_units(snapshot))
    return {person.name: person for person in (*found, *find_authors(snapshot, found))}


def meant(text: str, name: str) -> list[tuple[str, str]]:
    """The words that mean somebody, and by what."""
    return [(text[one.start : one.end], one.how) for one in people(text)[name].mentions]


def test_people_are_found_with_their_roles():
    found = people(TALKS)

    assert {name: person.role for name, person in found.items()} == {
        "Rosa Iwu": "Velmia's chief negotiator",
        "Dario Stahl": "President",
        "Jon Aker": "Mrs Iwu's deputy",
    }


def test_a_surname_a_title_and_a_pronoun_lead_back_to_the_full_name():
    assert meant(TALKS, "Rosa Iwu") == [
        ("Rosa Iwu", "name"),
        ("She", "pronoun"),
        ("Iwu", "surname"),
        ("Mrs Iwu", "title"),
    ]


def test_a_pronoun_of_the_other_gender_is_somebody_elses():
    text = "Mrs Rosa Iwu met Mr Jon Aker. He asked for the harbour."

    assert ("He", "pronoun") in meant(text, "Jon Aker")
    assert meant(text, "Rosa Iwu") == [("Mrs Rosa Iwu", "name")]


def test_a_pronoun_behind_somebody_unnamed_is_nobodys():
    text = "The envoy, Rosa Iwu, left. A diplomat said that she would be back."

    assert [how for _, how in meant(text, "Rosa Iwu")] == ["name"]


def test_a_role_leads_back_to_its_bearer():
    text = "The mediator, Rosa Iwu, has a plan. The delegations met for an hour. The mediator left first."

    assert ("The mediator", "role") in meant(text, "Rosa Iwu")


def test_a_bare_quotation_is_its_speakers():
    text = "“We are in no hurry,” said Rosa Iwu, the envoy. “The harbour can wait until the spring.”"

    assert meant(text, "Rosa Iwu")[-1] == ("“The harbour can wait until the spring.”", "quotation")


def test_a_name_in_a_quotation_is_not_who_speaks():
    text = "The envoy, Rosa Iwu, left. “Mr Jon Aker will wait for us,” she said. She did not come back."

    assert [how for _, how in meant(text, "Jon Aker")] == ["name"]


def test_bodies_and_places_are_no_people():
    text = "The Harbour Council said no. In Port Velmar the Guild of Pilots met. New Tarsen said that it would pay."

    assert people(text) == {}


def test_particles_and_hyphens_belong_to_a_name():
    text = "The envoy, Yusuf al-Hadid, left. Mr. al-Hadid had met Vice-Admiral Ana de la Cruz."

    assert list(people(text)) == ["Yusuf al-Hadid", "Ana de la Cruz"]
    assert meant(text, "Yusuf al-Hadid")[-1] == ("Mr. al-Hadid", "title")


def test_the_author_is_known_by_byline_and_box():
    text = (
        "# The harbour\n\nBy Rosa Iwu\n\nThe union wants nine per cent, and the company has offered four of them, "
        "which is where it stands after seven weeks of talks about the port.\n\nNobody has moved since the summer, and "
        "nobody will.\n\nRosa Iwu is a fellow at the Harbour Institute.\n"
    )

    assert people(text)["Rosa Iwu"].role == "is a fellow at the Harbour Institute"


def test_a_desk_is_no_person():
    assert people("# The harbour\n\nBy Our Transport Correspondent\n\nThe union wants nine per cent of it.\n") == {}
