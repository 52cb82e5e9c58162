// The room Sockets.
