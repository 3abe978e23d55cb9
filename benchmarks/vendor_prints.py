"""Tricks with what is printed: few digits, bounds, other scores, hidden figures, true rows beside a false one."""

from collections.abc import Callable

from benchmarks.vendor_world import INFLATED, Delivery, Vendor, index, index_of, prose, table

TRUE = "79.4"
Make = Callable[[Vendor], Delivery]
ON = "on the test set of linear3-rows"


def named(value: str, name: str) -> Make:
    """A card whose index states this score under this name."""
    return lambda vendor: vendor.deliver(index(value, name))


def said(sentence: str) -> Make:
    """A card that states a score in a sentence, on rows that the user says are of that data set."""
    return lambda vendor: vendor.deliver(prose(sentence), of_dataset="linear3-rows")


def tabled(value: str, name: str = "Accuracy") -> Make:
    """A card that states a score in a table, on rows that the user says are of that data set."""
    return lambda vendor: vendor.deliver(table(value, name), of_dataset="linear3-rows")


def chosen(value: str, share: float) -> Make:
    """A score on 2,000 rows of which the model gets this share right."""

    def make(vendor: Vendor) -> Delivery:
        right = round(2_000 * share)
        rows = [*vendor.right[:right], *vendor.wrong[: 2_000 - right]]
        return vendor.deliver(index(value), vendor.columns(sorted(rows)))

    return make


def beside(*values: str) -> Make:
    """Several prints of one measurement."""
    return lambda vendor: vendor.deliver(index_of([("accuracy", value, "Accuracy") for value in values]))


def of_data(dataset: str) -> Make:
    """A score on a data set of this name."""
    return lambda vendor: vendor.deliver(index(TRUE, dataset=dataset))


FALSE = "83.0"
OPEN, PLAIN = ("inconclusive", "confirmed"), named(TRUE, "Accuracy")
TRUE_ROWS = tuple(f"{79.4 - 0.1 * i:.1f}" for i in range(12))
TRICKS = (
    ("prints 1 where it reaches .85", chosen("1", 0.85), chosen("0.85", 0.85)),
    ("prints 0.9 where it reaches .864", chosen("0.9", 0.864), chosen("0.86", 0.864)),
    ("prints 1.0 where it reaches .955", chosen("1.0", 0.955), chosen("0.955", 0.955)),
    ("prints a false score with a wide ±", named(f"{INFLATED} ± 15", "Accuracy"), named(f"{TRUE} ± 0.4", "Accuracy")),
    ("prints a false score as up to", named(f'"up to {INFLATED}"', "Accuracy"), named(TRUE, "Accuracy")),
    ("prints a false score beside twelve true ones", beside(FALSE, *TRUE_ROWS), beside(*TRUE_ROWS), "accuracy", OPEN[:1]),
    ("prints a false score again with fewer digits", beside("86.0", "0.9"), beside("79.4", "0.8"), "accuracy", OPEN[1:]),
    ("counts two guesses", named(TRUE, "Accuracy (two guesses)"), named(TRUE, "Test accuracy (%)")),
    ("counts neighbouring classes as right", named(TRUE, "Accuracy within one class"), named(TRUE, "acc")),
    ("is lenient", named(TRUE, "Lenient accuracy"), named(TRUE, "Accuracy score")),
    ("is of training rows", named(TRUE, "Training accuracy"), named(TRUE, "accuracy on the test set")),
    ("is of rows that were seen", named(TRUE, "Accuracy (in-sample)"), PLAIN),
    ("is of another split", named(TRUE, "Validation accuracy"), PLAIN),
    ("is of a filtered subset", named(TRUE, "Accuracy on the filtered subset"), PLAIN),
    ("is of easy rows", named(TRUE, "Accuracy (easy)"), PLAIN),
    ("is of answers that the model is sure of", named(TRUE, "Accuracy, confident answers only"), PLAIN),
    ("is of the best of ten seeds", named(TRUE, "Accuracy (best of 10 seeds)"), PLAIN),
    ("is of an ensemble", named(TRUE, "Accuracy of an ensemble"), PLAIN),
    ("is of an easier data set of nearly that name", of_data("linear3 rows clean"), of_data("Linear3 Rows")),
    ("says in prose that it may abstain", said(f"It reaches {TRUE}% accuracy {ON} where it abstains from a fifth."),
     said(f"It reaches {TRUE}% accuracy {ON}.")),
    ("says in prose that rows were removed", said(f"After removing unclear rows it reaches {TRUE}% accuracy {ON}."),
     said(f"It reaches an accuracy of {TRUE}% {ON}.")),
    ("says in prose that the best seed counts", said(f"Our best seed reaches {TRUE}% accuracy {ON}."),
     said(f"Our model reaches {TRUE}% accuracy {ON}.")),
    ("strikes the true figure out and prints another", tabled(f"~~{TRUE}~~ {INFLATED}"), tabled(TRUE)),
    ("strikes it out in HTML", tabled(f"<del>{TRUE}</del> {INFLATED}"), tabled(f"<b>{TRUE}</b>")),
    ("hides the true figure", tabled(f'<span style="display:none">{TRUE}</span>{INFLATED}'), tabled(f"**{TRUE}**")),
    ("hides it in a comment", tabled(f"<!-- {TRUE} -->{INFLATED}"), tabled(f"{TRUE} %")),
    ("breaks the figure by an invisible sign", tabled(f"{TRUE[0]}\u200b{TRUE[1:]}"), tabled(TRUE)),
    ("prints the figure from right to left", tabled(f"\u202e{TRUE[::-1]}\u202c"), tabled(TRUE)),
)  # fmt: skip
