import SMTP

/// The two letters that wait for Bob when the lab starts, of 498 and 912 octets as in the lecture's listing. The words are
/// our own.
enum WaitingLetters {
    static let recipient = Mailbox(localPart: "bob", domain: "hamburger.edu")
    private static let sender = Mailbox(localPart: "alice", domain: "crepes.fr")
    /// When they were accepted, in seconds since 1970: 18 August 2015, the day of the lecture's answer from a web server.
    private static let accepted: Int64 = 1_439_912_644

    static var letters: [Letter] {
        [first, second].enumerated().map { number, text in
            Letter(
                number: number + 1, reversePath: sender, recipient: recipient,
                content: Array(text.replacing("\n", with: "\r\n").utf8), accepted: accepted + Int64(number))
        }
    }

    private static let first = """
        Return-Path: <alice@crepes.fr>
        From: Alice <alice@crepes.fr>
        To: Bob <bob@hamburger.edu>
        Subject: your kitchen
        Date: Tue, 18 Aug 2015 15:44:04 +0000
        Message-ID: <1@crepes.fr>

        Hello Bob,

        you asked how a letter gets from my machine to yours. SMTP carried it to
        hamburger.edu, and there it has waited. Now your own program fetches it,
        and for that it speaks another protocol, POP3.

        Fetching leaves it where it is. Only DELE and QUIT together take it away.

        See you at lunch,
        Alice

        """

    private static let second = """
        Return-Path: <alice@crepes.fr>
        From: Alice <alice@crepes.fr>
        To: Bob <bob@hamburger.edu>
        Subject: lines with a dot
        Date: Tue, 18 Aug 2015 15:44:05 +0000
        Message-ID: <2@crepes.fr>

        Bob,

        a second one, to show how the end of a letter is told. The server sends it
        line by line, and a line with a single dot says that no more will follow.
        But what if a letter has such a line of its own? Here is one:
        .
        The server put a second dot before it on the way, and your program takes
        that one off again. Look at the octets in the inspector: the dot is there
        twice on the wire, and counts once in the size that LIST gave you.

        The same happens in SMTP, from the client to the server.

        Two more things to try. Mark this letter with DELE and leave without QUIT:
        it will still be here. And open the mailbox from two tabs at once: the
        second one is told that it is in use.

        See you at lunch again,
        Alice

        """
}
