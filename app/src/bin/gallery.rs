//! Starts the gallery of components, a program of its own: nobody but us downloads it.

fn main() {
    app::run_gallery();
}
