/// Somebody who asks or is asked: a name, and an address where there is one.
package struct Party: Hashable, Sendable {
    /// `a.root-servers.net`, `local`, `host`: without a last dot.
    package var name: String
    /// `127.0.0.11:5300`, fit to print.
    package var address: String

    package init(name: String, address: String) {
        self.name = name
        self.address = address
    }
}
