# ruff: noqa
# mypy: ignore-errors
"""Score briefing cards against the labelled essays of a folder.

usage: score.py PRED [PRED ...] [--root DIR] [--gold DIR] [--essays a,b,c] [--exclude a,b] [--json] [--errors N]

--root  folder that holds essays/ and gold/ (default: the folder of this script)
--gold  folder of the gold files, relative to the working folder (default: ROOT/gold); "essay" paths in them are relative to ROOT
--essays, --exclude  names, or beginnings of names that end in * (a-*)

PRED is a JSON file (or a folder of NAME.json files) in any of these shapes:
  {"NAME": [CARD, ...], ...}                  map essay -> cards
  [{"essay": "NAME", "cards": [CARD, ...]}]   list of essays
  [{"essay": "NAME", "topic": ..., ...}]      flat list of cards
CARD = {"topic": SLUG, "evidence": [SPAN, ...], optional "stance", "party", "headline"}
SPAN = [start, end]  or {"start": s, "end": e, "text"|"quote": verbatim}   (character offsets into essays/NAME.md)

How a span maps to gold sentences: it covers a sentence when at least half of the sentence lies inside the span,
or at least half of the span lies inside the sentence and the overlap is 12 characters or more. A span may cover
several sentences; each then counts (so a whole-paragraph span pays in precision).

Pairs: positive = (sentence, topic in `topics`) with salience >= 1; neutral (never right nor wrong) = topics_ok, and
topics of salience-0 sentences. A repeat (`dup`) of a sentence counts as its first occurrence.
"""

import argparse, json, sys
from collections import defaultdict
from fnmatch import fnmatchcase
from pathlib import Path

TOPICS = ["redlines", "positions", "leverage", "obstacles", "players", "history", "outlook", "facts"]


def load_gold(d, root):
    gold = {}
    for p in sorted(Path(d).glob("*.json")):
        g = json.loads(p.read_text(encoding="utf-8"))
        g["text"] = (Path(root) / g["essay"]).read_text(encoding="utf-8")
        first = {}
        for s in g["sentences"]:
            if "dup" in s["flags"]:
                s["canon"] = first.get(s["text"], s["id"])
            else:
                first.setdefault(s["text"], s["id"])
                s["canon"] = s["id"]
        gold[g["name"]] = g
    return gold


def load_pred(path):
    path = Path(path)
    if path.is_dir():
        out = {}
        for p in sorted(path.glob("*.json")):
            d = json.loads(p.read_text(encoding="utf-8"))
            out[p.stem] = d["cards"] if isinstance(d, dict) else d
        return out
    d = json.loads(path.read_text(encoding="utf-8"))
    if isinstance(d, dict):
        return {k: (v["cards"] if isinstance(v, dict) else v) for k, v in d.items()}
    out = defaultdict(list)
    for x in d:
        if "cards" in x:
            out[x["essay"]] += x["cards"]
        else:
            out[x["essay"]].append(x)
    return dict(out)


def span_of(e):
    if isinstance(e, dict):
        return int(e["start"]), int(e["end"]), e.get("text", e.get("quote"))
    return int(e[0]), int(e[1]), None


def covered(sents, s, e):
    out = []
    for x in sents:
        ov = min(e, x["end"]) - max(s, x["start"])
        if ov <= 0:
            continue
        L = x["end"] - x["start"]
        if ov * 2 >= L or (ov * 2 >= e - s and ov >= 12):
            out.append(x)
    return out


def prf(tp, fp, fn):
    p = tp / (tp + fp) if tp + fp else 0.0
    r = tp / (tp + fn) if tp + fn else 0.0
    return p, r, (2 * p * r / (p + r) if p + r else 0.0)


def norm(t):
    return " ".join(t.translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0xA0: " "}).split())


def same_party(one, other):
    """Whether all words of the shorter of two names stand in the longer."""
    a, b = (
        {w.strip(".,'’") for w in name.lower().replace("’s", "").replace("'s", "").split()} - {"the", "of", "and"}
        for name in (one or "", other or "")
    )
    return bool(a and b) and (a <= b or b <= a)


def score(gold, pred):
    T = {t: [0, 0, 0] for t in TOPICS}
    sel = [0, 0, 0]
    cov = [0, 0, 0]
    w = [0.0, 0.0]
    verb = [0, 0, 0, 0, 0]  # exact, with-text, normalised-only, invalid span, spans
    st = [0, 0, 0]
    stp = [0, 0, 0]
    stf = [0, 0, 0]
    cards = filler = struct = dups = nsent = 0
    off = []
    per = {}
    errs = []
    unknown_topics = 0
    for name, g in gold.items():
        S = g["sentences"]
        text = g["text"]
        got = set()
        hit = set()
        gst = set()
        k0 = [0, 0, 0]
        seen_raw = {}
        cs = pred.get(name, [])
        if not g["on_topic"]:
            off.append((name, len(cs), sum(len(c.get("evidence", [])) for c in cs)))
        else:
            cards += len(cs)
        for c in cs:
            t = c.get("topic")
            if t not in TOPICS:
                unknown_topics += 1
            for ev in c.get("evidence", []):
                a, b, q = span_of(ev)
                verb[4] += 1
                if not (0 <= a < b <= len(text)):
                    verb[3] += 1
                    continue
                if q is not None:
                    verb[1] += 1
                    if text[a:b] == q:
                        verb[0] += 1
                    elif norm(text[a:b]) == norm(q):
                        verb[2] += 1
                for x in covered(S, a, b):
                    if not g["on_topic"]:
                        continue
                    if x["kind"] in ("heading", "boiler", "caption"):
                        struct += 1
                    elif x["salience"] == 0:
                        filler += 1
                    nsent += 1
                    cid = x["canon"]
                    if cid != x["id"]:
                        dups += 1
                    hit.add(cid)
                    if t in TOPICS:
                        got.add((cid, t))
                    if c.get("stance") and c["stance"] != "none":
                        gst.add((cid, c["stance"], (c.get("party") or "").lower()))
        if not g["on_topic"]:
            continue
        by = {x["id"]: x for x in S}
        pos = {(x["id"], t) for x in S if x["canon"] == x["id"] and x["salience"] >= 1 for t in x["topics"]}
        neu = {(x["id"], t) for x in S for t in x["topics_ok"] + (x["topics"] if x["salience"] == 0 else [])}
        for t in TOPICS:
            tp = len({p for p in got & pos if p[1] == t})
            fp = len({p for p in got - pos - neu if p[1] == t})
            fn = len({p for p in pos - got if p[1] == t})
            for i, v in enumerate((tp, fp, fn)):
                T[t][i] += v
                k0[i] += v
        for i, t in sorted(got - pos - neu):
            errs.append(("FP", name, i, t, by[i]["text"]))
        for i, t in sorted(pos - got):
            errs.append(("FN", name, i, t, by[i]["text"]))
        good = {x["id"] for x in S if x["salience"] >= 1 and x["canon"] == x["id"]}
        sel[0] += len(hit & good)
        sel[1] += len(hit - good)
        sel[2] += len(good - hit)
        two = {x["id"] for x in S if x["salience"] == 2 and x["canon"] == x["id"]}
        cov[0] += len(two)
        cov[1] += len(two & hit)
        right = {i for (i, t) in got if t in by[i]["topics"] + by[i]["topics_ok"]}
        cov[2] += len(two & right)
        for i in good:
            w[0] += by[i]["salience"]
            w[1] += by[i]["salience"] * (i in right)
        gs = {
            (x["id"], z["type"], (z["party"] or "").lower())
            for x in S
            if x["canon"] == x["id"]
            for z in x["stance"]
            if z["type"] != "none"
        }
        g2 = {(i, t) for i, t, _ in gs}
        p2 = {(i, t) for i, t, _ in gst}
        st[0] += len(g2 & p2)
        st[1] += len(p2 - g2)
        st[2] += len(g2 - p2)
        stp[0] += len(gs & gst)
        stp[1] += len(gst)
        stp[2] += sum(any(i == j and t == u and same_party(p, q) for j, u, q in gs) for i, t, p in gst)
        given = {i for i, t in got if t in ("redlines", "positions") and t in by[i]["topics"] and by[i]["salience"]}
        stf[0] += len({p for p in g2 & p2 if p[0] in given})
        stf[1] += len({p for p in p2 - g2 if p[0] in given})
        stf[2] += len({p for p in g2 - p2 if p[0] in given})
        per[name] = dict(zip("PRF", prf(*k0)), cards=len(cs), cov2=len(two & right) / max(1, len(two)))
    mi = [sum(T[t][i] for t in TOPICS) for i in range(3)]
    res = dict(micro=prf(*mi), counts=mi, topics={t: prf(*T[t]) + (T[t][0] + T[t][2],) for t in TOPICS})
    res["macroF"] = sum(res["topics"][t][2] for t in TOPICS) / len(TOPICS)
    res["select"] = prf(*sel)
    res["cov2_any"] = cov[1] / cov[0] if cov[0] else 0
    res["cov2"] = cov[2] / cov[0] if cov[0] else 0
    res["n2"] = cov[0]
    res["wrecall"] = w[1] / w[0] if w[0] else 0
    res["verbatim"] = (verb[0] / verb[1]) if verb[1] else None
    res["verbatim_normalised_too"] = ((verb[0] + verb[2]) / verb[1]) if verb[1] else None
    res["spans"] = verb[4]
    res["invalid_spans"] = verb[3]
    res["cards"] = cards
    res["cards_per_essay"] = cards / max(1, sum(g["on_topic"] for g in gold.values()))
    res["filler_share"] = filler / nsent if nsent else 0
    res["structure_hits"] = struct
    res["duplicate_evidence"] = dups
    res["offtopic"] = off
    res["offtopic_cards"] = sum(x[1] for x in off)
    res["per_essay"] = per
    res["stance"] = prf(*st) if sum(st[:2]) else None
    res["stance_party_precision"] = stp[0] / stp[1] if stp[1] else None
    res["stance_party_loose"] = stp[2] / stp[1] if stp[1] else None
    res["stance_found"] = prf(*stf)
    res["unknown_topics"] = unknown_topics
    res["errors"] = errs
    return res


HEAD = f"{'system':34s} {'P':>5} {'R':>5} {'F1':>5} {'macF':>5} {'selF':>5} {'cov2':>5} {'cov2any':>7} {'verb':>5} {'filler':>6} {'struct':>6} {'dup':>4} {'offFP':>5} {'cards':>5} {'cpe':>5}"


def row(name, r):
    v = "  n/a" if r["verbatim"] is None else f"{r['verbatim']:5.2f}"
    return (
        f"{name:34.34s} {r['micro'][0]:5.3f} {r['micro'][1]:5.3f} {r['micro'][2]:5.3f} {r['macroF']:5.3f} {r['select'][2]:5.3f} {r['cov2']:5.3f} {r['cov2_any']:7.3f} {v} "
        f"{r['filler_share']:6.3f} {r['structure_hits']:6d} {r['duplicate_evidence']:4d} {r['offtopic_cards']:5d} {r['cards']:5d} {r['cards_per_essay']:5.1f}"
    )


def report(name, r):
    print(HEAD)
    print(row(name, r))
    print()
    print(f"{'topic':12s} {'P':>6} {'R':>6} {'F1':>6} {'gold':>5}")
    for t in TOPICS:
        p, rr, f, n = r["topics"][t]
        print(f"{t:12s} {p:6.3f} {rr:6.3f} {f:6.3f} {n:5d}")
    print(
        f"\nmicro tp/fp/fn {r['counts']}   salience-weighted recall {r['wrecall']:.3f}   salience-2 sentences {r['n2']}: covered with a right topic {r['cov2']:.3f}, with any {r['cov2_any']:.3f}"
    )
    print(
        f"evidence spans {r['spans']}, out of bounds {r['invalid_spans']}, verbatim share {r['verbatim']}, with quote/space normalisation {r['verbatim_normalised_too']}"
    )
    if r["stance"]:
        print(
            f"stance type P/R/F1 {r['stance'][0]:.3f} {r['stance'][1]:.3f} {r['stance'][2]:.3f}; stance+party precision {r['stance_party_precision']:.3f}"
        )
    if r["unknown_topics"]:
        print("cards with an unknown topic slug:", r["unknown_topics"])
    print("off-topic essays (cards, spans):", r["offtopic"])
    print("\nper essay:")
    [
        print(f"  {n:22s} P {d['P']:.3f} R {d['R']:.3f} F {d['F']:.3f} cov2 {d['cov2']:.3f} cards {d['cards']}")
        for n, d in r["per_essay"].items()
    ]


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("pred", nargs="+")
    ap.add_argument("--root", default=str(Path(__file__).parent))
    ap.add_argument("--gold")
    ap.add_argument("--essays")
    ap.add_argument("--exclude", default="")
    ap.add_argument("--json", action="store_true")
    ap.add_argument("--errors", type=int, default=0)
    a = ap.parse_args()
    gold = load_gold(a.gold or Path(a.root) / "gold", a.root)
    if a.essays:
        gold = {k: v for k, v in gold.items() if any(fnmatchcase(k, x) for x in a.essays.split(","))}
    gold = {k: v for k, v in gold.items() if not any(fnmatchcase(k, x) for x in a.exclude.split(","))}
    for p in a.pred:
        pr = load_pred(p)
        miss = [k for k in gold if k not in pr]
        if miss:
            print("note: no predictions for", ", ".join(miss), file=sys.stderr)
        r = score(gold, pr)
        if a.json:
            r.pop("errors")
            print(json.dumps(r, indent=1))
            continue
        report(Path(p).stem, r)
        for e in r["errors"][: a.errors]:
            print(*e, sep=" | ")


if __name__ == "__main__":
    main()
