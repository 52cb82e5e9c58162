/// The themes that come with the program, so that they are there uninstalled: the same texts as in `themes/`, which a
/// test holds together. `scripts/embed-themes` writes this file anew.
enum BuiltinThemes {
    static let texts: [(name: String, text: String)] = [
        (
            "dark",
            #"""
            # Light on dark, for most terminals.
            name = "dark"

            [palette]
            ground = "#14161b"
            bar = "#23272f"
            chosen = "#2f3f5c"
            edge = "#6b7486"
            text = "#d7dae0"
            muted = "#9aa3b2"
            accent = "#f0b35e"
            blue = "#79b8ff"
            cyan = "#6fd0d6"
            green = "#95d07a"
            yellow = "#e8c860"
            red = "#ff8080"
            violet = "#cfa2f5"
            lit = "#f0b35e"
            lit_text = "#14161b"

            [scopes]
            text = { fg = "text", bg = "ground" }
            muted = { fg = "muted", bg = "ground" }
            accent = { fg = "accent", bg = "ground", bold = true }
            border = { fg = "edge", bg = "ground" }
            "border.focused" = { fg = "accent", bg = "ground" }
            title = { fg = "muted", bg = "ground" }
            "title.focused" = { fg = "accent", bg = "ground", bold = true }
            tab = { fg = "muted", bg = "bar" }
            "tab.active" = { fg = "text", bg = "ground", bold = true }
            status = { fg = "text", bg = "bar" }
            "status.key" = { fg = "accent", bg = "bar", bold = true }
            lab = { fg = "green", bg = "bar", bold = true }
            "record.on" = { fg = "red", bg = "bar", bold = true }
            "record.off" = { fg = "muted", bg = "bar" }
            "record.paused" = { fg = "yellow", bg = "bar" }
            client = { fg = "blue", bg = "ground", bold = true }
            server = { fg = "text", bg = "ground" }
            event = { fg = "muted", bg = "ground", italic = true }
            control = { fg = "violet", bg = "ground" }
            time = { fg = "muted", bg = "ground" }
            selection = { fg = "text", bg = "chosen", bold = true }
            "selection.unfocused" = { fg = "text", bg = "bar" }
            "field.name" = { fg = "blue", bg = "ground" }
            "field.value" = { fg = "text", bg = "ground", bold = true }
            "field.reference" = { fg = "cyan", bg = "ground" }
            "field.meaning" = { fg = "muted", bg = "ground" }
            "hex.offset" = { fg = "muted", bg = "ground" }
            "hex.byte" = { fg = "text", bg = "ground" }
            "hex.lit" = { fg = "lit_text", bg = "lit", bold = true }
            "hex.cursor" = { reverse = true }
            mark = { fg = "violet", bg = "ground", bold = true }
            note = { fg = "cyan", bg = "ground", italic = true }
            warning = { fg = "yellow", bg = "ground" }
            error = { fg = "red", bg = "ground", bold = true }
            hint = { fg = "muted", bg = "ground", italic = true }
            prompt = { fg = "accent", bg = "ground", bold = true }
            search = { fg = "lit_text", bg = "lit", underline = true }
            "help.key" = { fg = "accent", bg = "ground", bold = true }
            secret = { fg = "red", bg = "ground", reverse = true }

            """#
        ),
        (
            "light",
            #"""
            # Dark on light, for bright rooms and projectors.
            name = "light"

            [palette]
            ground = "#fbfaf7"
            bar = "#e9e6df"
            chosen = "#cfe0f7"
            edge = "#7a7a7a"
            text = "#24272d"
            muted = "#575d68"
            accent = "#8a4300"
            blue = "#1a56b0"
            cyan = "#0b646b"
            green = "#2a651d"
            yellow = "#6f5200"
            red = "#ad1f26"
            violet = "#7230a8"
            lit = "#ffd479"
            lit_text = "#24272d"

            [scopes]
            text = { fg = "text", bg = "ground" }
            muted = { fg = "muted", bg = "ground" }
            accent = { fg = "accent", bg = "ground", bold = true }
            border = { fg = "edge", bg = "ground" }
            "border.focused" = { fg = "accent", bg = "ground" }
            title = { fg = "muted", bg = "ground" }
            "title.focused" = { fg = "accent", bg = "ground", bold = true }
            tab = { fg = "muted", bg = "bar" }
            "tab.active" = { fg = "text", bg = "ground", bold = true }
            status = { fg = "text", bg = "bar" }
            "status.key" = { fg = "accent", bg = "bar", bold = true }
            lab = { fg = "green", bg = "bar", bold = true }
            "record.on" = { fg = "red", bg = "bar", bold = true }
            "record.off" = { fg = "muted", bg = "bar" }
            "record.paused" = { fg = "yellow", bg = "bar" }
            client = { fg = "blue", bg = "ground", bold = true }
            server = { fg = "text", bg = "ground" }
            event = { fg = "muted", bg = "ground", italic = true }
            control = { fg = "violet", bg = "ground" }
            time = { fg = "muted", bg = "ground" }
            selection = { fg = "text", bg = "chosen", bold = true }
            "selection.unfocused" = { fg = "text", bg = "bar" }
            "field.name" = { fg = "blue", bg = "ground" }
            "field.value" = { fg = "text", bg = "ground", bold = true }
            "field.reference" = { fg = "cyan", bg = "ground" }
            "field.meaning" = { fg = "muted", bg = "ground" }
            "hex.offset" = { fg = "muted", bg = "ground" }
            "hex.byte" = { fg = "text", bg = "ground" }
            "hex.lit" = { fg = "lit_text", bg = "lit", bold = true }
            "hex.cursor" = { reverse = true }
            mark = { fg = "violet", bg = "ground", bold = true }
            note = { fg = "cyan", bg = "ground", italic = true }
            warning = { fg = "yellow", bg = "ground" }
            error = { fg = "red", bg = "ground", bold = true }
            hint = { fg = "muted", bg = "ground", italic = true }
            prompt = { fg = "accent", bg = "ground", bold = true }
            search = { fg = "lit_text", bg = "lit", underline = true }
            "help.key" = { fg = "accent", bg = "ground", bold = true }
            secret = { fg = "red", bg = "ground", reverse = true }

            """#
        ),
        (
            "high-contrast",
            #"""
            # The strongest contrast that is still in colour: at least 7 to 1 for every text.
            name = "high-contrast"
            inherits = "dark"

            [palette]
            ground = "#000000"
            bar = "#1a1a1a"
            chosen = "#003a70"
            edge = "#ffffff"
            text = "#ffffff"
            muted = "#d0d0d0"
            accent = "#ffd75f"
            blue = "#8fd0ff"
            cyan = "#7ff0f0"
            green = "#9cff8a"
            yellow = "#ffe95f"
            red = "#ffa0a0"
            violet = "#e4b8ff"
            lit = "#ffff00"
            lit_text = "#000000"

            [scopes]
            text = { fg = "text", bg = "ground" }
            muted = { fg = "muted", bg = "ground" }
            accent = { fg = "accent", bg = "ground", bold = true }
            border = { fg = "edge", bg = "ground" }
            "border.focused" = { fg = "accent", bg = "ground" }
            title = { fg = "muted", bg = "ground" }
            "title.focused" = { fg = "accent", bg = "ground", bold = true }
            tab = { fg = "muted", bg = "bar" }
            "tab.active" = { fg = "text", bg = "ground", bold = true }
            status = { fg = "text", bg = "bar" }
            "status.key" = { fg = "accent", bg = "bar", bold = true }
            lab = { fg = "green", bg = "bar", bold = true }
            "record.on" = { fg = "red", bg = "bar", bold = true }
            "record.off" = { fg = "muted", bg = "bar" }
            "record.paused" = { fg = "yellow", bg = "bar" }
            client = { fg = "blue", bg = "ground", bold = true }
            server = { fg = "text", bg = "ground" }
            event = { fg = "muted", bg = "ground", italic = true }
            control = { fg = "violet", bg = "ground" }
            time = { fg = "muted", bg = "ground" }
            selection = { fg = "text", bg = "chosen", bold = true }
            "selection.unfocused" = { fg = "text", bg = "bar" }
            "field.name" = { fg = "blue", bg = "ground" }
            "field.value" = { fg = "text", bg = "ground", bold = true }
            "field.reference" = { fg = "cyan", bg = "ground" }
            "field.meaning" = { fg = "muted", bg = "ground" }
            "hex.offset" = { fg = "muted", bg = "ground" }
            "hex.byte" = { fg = "text", bg = "ground" }
            "hex.lit" = { fg = "lit_text", bg = "lit", bold = true }
            "hex.cursor" = { reverse = true }
            mark = { fg = "violet", bg = "ground", bold = true }
            note = { fg = "cyan", bg = "ground", italic = true }
            warning = { fg = "yellow", bg = "ground" }
            error = { fg = "red", bg = "ground", bold = true }
            hint = { fg = "muted", bg = "ground", italic = true }
            prompt = { fg = "accent", bg = "ground", bold = true }
            search = { fg = "lit_text", bg = "lit", underline = true }
            "help.key" = { fg = "accent", bg = "ground", bold = true }
            secret = { fg = "red", bg = "ground", reverse = true }

            """#
        ),
        (
            "sixteen",
            #"""
            # The sixteen colours of the terminal's own palette, on its own ground, so that both light and dark terminals keep their
            # look. What is faint elsewhere is dim here; blue is left out, since many terminals draw it unreadably dark.
            name = "sixteen"

            [palette]
            accent = "yellow"
            cyan = "cyan"
            green = "green"
            yellow = "yellow"
            red = "red"
            violet = "magenta"
            lit = "yellow"
            lit_text = "black"

            [scopes]
            text = { fg = "default", bg = "default" }
            muted = { fg = "default", dim = true }
            accent = { fg = "accent", bold = true }
            border = { fg = "default", dim = true }
            "border.focused" = { fg = "accent" }
            title = { fg = "default" }
            "title.focused" = { fg = "accent", bold = true }
            tab = { fg = "default", dim = true }
            "tab.active" = { fg = "default", bold = true, reverse = true }
            status = { fg = "default", reverse = true }
            "status.key" = { fg = "default", bold = true, reverse = true }
            lab = { fg = "green", bold = true }
            "record.on" = { fg = "red", bold = true }
            "record.off" = { fg = "default", dim = true }
            "record.paused" = { fg = "yellow" }
            client = { fg = "cyan", bold = true }
            server = { fg = "default" }
            event = { fg = "default", dim = true, italic = true }
            control = { fg = "violet" }
            time = { fg = "default", dim = true }
            selection = { fg = "default", bold = true, reverse = true }
            "selection.unfocused" = { fg = "default", underline = true }
            "field.name" = { fg = "cyan" }
            "field.value" = { fg = "default", bold = true }
            "field.reference" = { fg = "green" }
            "field.meaning" = { fg = "default", dim = true }
            "hex.offset" = { fg = "default", dim = true }
            "hex.byte" = { fg = "default" }
            "hex.lit" = { fg = "lit_text", bg = "lit" }
            "hex.cursor" = { reverse = true }
            mark = { fg = "violet", bold = true }
            note = { fg = "cyan", italic = true }
            warning = { fg = "yellow" }
            error = { fg = "red", bold = true }
            hint = { fg = "default", dim = true, italic = true }
            prompt = { fg = "accent", bold = true }
            search = { fg = "lit_text", bg = "lit", underline = true }
            "help.key" = { fg = "accent", bold = true }
            secret = { fg = "red", reverse = true }

            """#
        ),
    ]
}
