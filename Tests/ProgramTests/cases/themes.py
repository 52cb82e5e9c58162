"""The themes in themes/: complete, and legible by the contrast ratio of WCAG 2."""
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "harness"))
import cases

THEMES = os.path.join(HERE, "..", "..", "..", "themes")
SCOPES = set("""
    text muted accent border border.focused title title.focused tab tab.active status status.key lab record.on
    record.off record.paused client server event control time selection selection.unfocused field.name field.value
    field.reference field.meaning hex.offset hex.byte hex.lit hex.cursor mark note warning error hint prompt search
    help.key secret
""".split())
LINES = {"border"}
"""Scopes that draw lines and no text: 3 to 1 is enough."""
LEAST = {"dark.toml": 4.5, "light.toml": 4.5, "high-contrast.toml": 7.0}


def read(name):
    """Palette and scopes of a theme file, by the plain subset of TOML that these files keep to."""
    palette, scopes, table = {}, {}, None
    with open(os.path.join(THEMES, name), encoding="utf-8") as file:
        for line in file:
            if match := re.fullmatch(r"\[(\w+)\]\n", line):
                table = match[1]
            elif match := re.fullmatch(r'"?([\w.]+)"? = \{ (.*) \}\n', line):
                scopes[match[1]] = dict(re.findall(r'(\w+) = "?([\w#-]+)"?', match[2]))
            elif table == "palette" and (match := re.fullmatch(r'(\w+) = "?([\w#]+)"?\n', line)):
                palette[match[1]] = match[2]
    return palette, scopes


def luminance(colour):
    assert re.fullmatch("#[0-9a-f]{6}", colour), colour
    parts = [int(colour[at:at + 2], 16) / 255 for at in (1, 3, 5)]
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_right():
    assert contrast("#000000", "#ffffff") == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


def test_every_theme_has_every_scope():
    names = sorted(os.listdir(THEMES))
    assert set(names) >= {"dark.toml", "light.toml", "high-contrast.toml", "sixteen.toml"}, names
    for name in names:
        palette, scopes = read(name)
        assert set(scopes) == SCOPES, (name, set(scopes) ^ SCOPES)
        for scope, rule in scopes.items():
            for key in ("fg", "bg"):
                assert rule.get(key, "default") in {*palette, "default"}, (name, scope, rule)


def test_text_is_legible():
    weak = []
    for name, least in LEAST.items():
        palette, scopes = read(name)
        for scope, rule in scopes.items():
            if "fg" not in rule:
                continue
            ratio = contrast(palette[rule["fg"]], palette[rule.get("bg", "ground")])
            wanted = 3.0 if scope in LINES else least
            if ratio < wanted:
                weak.append(f"{name} {scope}: {ratio:.2f}, wanted {wanted}")
            assert "dim" not in rule, f"{name} {scope}: dim takes contrast that cannot be computed"
    assert not weak, "\n".join(weak)


if __name__ == "__main__":
    cases.main()
