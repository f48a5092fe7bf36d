"""What is printed to a PDF, as it is read by who does not see it."""

import io

import pikepdf


def print_page(page):
    """The page as a PDF, with the browser's tags."""
    return pikepdf.open(io.BytesIO(page.pdf(tagged=True, outline=True, prefer_css_page_size=True)))


def elements(pdf):
    """Every structure element: its kind and its dictionary, in the order of reading."""
    return elements_below(pdf.Root.StructTreeRoot)


def elements_below(root):
    """As `elements`, of a part."""
    found = []

    def walk(node):
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node and node.get("/Type", "/StructElem") == "/StructElem":
                found.append((str(node["/S"]).lstrip("/"), node))
            if "/K" in node:
                walk(node["/K"])

    walk(root.K)
    return found
