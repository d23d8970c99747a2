//! Starts the pages.

fn main() {
    app::run();
}
