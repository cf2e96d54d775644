"""Words that tell people from places and bodies: titles, roles, and words that stand in names of anything else."""

from __future__ import annotations

ABBREVIATED = frozenset(
    "mr mrs ms mx dr prof gen maj col lt capt cpt adm brig cmdr sgt sen gov rep rev amb hon h.e cllr".split()
)
TITLES = ABBREVIATED | frozenset(
    """
    president minister premier chancellor senator governor general colonel captain major admiral brigadier commander
    lieutenant marshal judge justice lord lady sir dame king queen prince princess emir sheikh sultan ayatollah imam
    bishop archbishop cardinal pope sister professor doctor ambassador envoy secretary undersecretary commissioner
    councillor mayor treasurer speaker chairman chairwoman chair chairperson director congressman congresswoman deputy
    representative delegate comrade datuk don doña herr frau monsieur madame señor señora spokesman spokeswoman
    spokesperson superintendent inspector constable chief leader negotiator mediator
    """.split()
)
BEFORE_TITLES = frozenset(
    """
    prime foreign vice former acting crown defence defense interior finance energy health education transport trade
    attorney under deputy special state first chief senior permanent economy justice agriculture fisheries environment
    """.split()
)
ROLES = frozenset(
    """
    adviser advisor agent aide ambassador
    analyst architect arbitrator artist auditor author bishop boss broker captain chair
    chairman chairperson chairwoman chancellor chief coach colonel columnist commander commissioner conductor consultant
    coordinator correspondent counsel councillor counterpart deputy diplomat director driver economist editor emir
    engineer envoy executive expert farmer fellow fisherman founder general governor head historian inspector judge
    justice king lawyer lead leader lecturer legislator lobbyist manager mayor mediator member minister negotiator nurse
    officer official operator organiser organizer owner partner pilot planter politician premier president prince
    professor prosecutor queen rapporteur representative reporter researcher scholar schoolteacher scientist
    secretary senator
    skipper speaker spokesman spokesperson spokeswoman steward strategist student superintendent teacher trader
    treasurer undersecretary veteran widow writer admiral brigadier facilitator delegate convenor convener
    """.split()
)
OF_BODIES = frozenset(
    """
    academy accord act agency agreement air airlines airport airways alliance arena army article assembly association
    authority avenue bank basin bay board border bridge brigade bureau business cabinet camp canal cape center central
    centre channel chamber charter christmas church city clause club coalition coast college command commission
    committee commons communist community company conference congress constitution convention corporation corps corridor
    council country county court creek crown daily day declaration defence defense delta democratic democrats department
    desert development district east easter eastern economic education embassy energy european evening express falls
    federal federation finance fleet force forces foreign forest forum foundation free front fund gate gazette global
    government grand greens group guild gulf hall harbour harbor herald high highway hill hills hotel house initiative
    institute international island islands isle journal labour lake league liberal liberals liberation library line
    lines list lords lower manual market memorial ministry mission monitor mount mountain mountains movement museum
    national nations navy network new news north northern observer ocean office old opera orchestra order organisation
    organization pact palace paper parliament parties party pass peninsula people's peoples pipeline plan plant plaza
    point police port post power press programme program progress project protocol province provisional quarter radio
    rail railway railways red reef reform region regional register relief report republic republican republicans review
    rift ridge river road round royal rural saint school sea secretariat section security senate service shelf sky
    society south southern square stadium standard state states station strait strategic street summit sunday supreme
    survey syndicate telegraph television temple times tower town trade transport treasury treaty tribunal tribune trust
    union united university upper valley village war water week weekly west western white works world zone monday
    tuesday wednesday thursday friday saturday january february march april may june july august september october
    november december spring summer autumn winter god
    """.split()
)
OPENERS = frozenset(
    """
    a after all also although an and another any as asked at because before behind both but by each even every few for
    from given had has he her here his how i if in instead is it its last let like many meanwhile most my nearly neither
    never next no nobody none nor not nothing now of on once one only opposite or our over perhaps she since so some
    still such that the their then there these they this those though three through to today two under unlike until we
    what whatever when where whether which while who whose why will with within without would yet yesterday you your
    according despite during unless against among between later earlier first second third finally either neither q
    """.split()
)
PARTICLES = frozenset("al bin da dal de del della den der di dos du el ibn la le ould ter van vom von zu".split())
HIS = frozenset("mr lord sir king prince chairman spokesman don herr monsieur señor congressman sheikh".split())
HERS = frozenset(
    "mrs ms lady dame queen princess chairwoman spokeswoman congresswoman sister frau madame señora".split()
)
SPEECH = (
    r"(?:says?|said|told|tells|wrote|writes|asked|asks|added|adds|replied|argued|argues|insisted|insists|warned|warns"
    r"|claimed|claims|denied|denies|declined|answered|announced|admitted|acknowledged|conceded|explained|noted"
    r"|repeated|complained|joked|believes|thinks|hopes|promised|recalled|remarked|confirmed|maintains|maintained)"
)
