//! Texts about the server.

texts! {
    "server";
    UNREACHABLE = "The server cannot be reached. Check the connection; nothing that you typed is lost.";
    TIMED_OUT = "The server did not answer in time. Try again in a moment.";
    UNREADABLE = "The server answered something that this page does not understand. Reload the page: it may be older than the server.";
    NO_DETAIL = "The server answered with status {status}.";
}
