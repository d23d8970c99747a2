//! Tells the program whether it is built in parts, which takes a tool after the linker: where
//! `cargo xtask app` has that at hand it sets the variable, and what is linked keeps the notes by
//! which code can be moved.

use std::env;

fn main() {
    println!("cargo::rustc-check-cfg=cfg(parts)");
    // Without the feature, as for the gallery, nothing depends on the variable.
    if env::var_os("CARGO_FEATURE_PARTS").is_none() {
        println!("cargo::rerun-if-changed=build.rs");
        return;
    }
    println!("cargo::rerun-if-env-changed=TIEBACK_PARTS");
    if env::var_os("TIEBACK_PARTS").is_some() {
        println!("cargo::rustc-cfg=parts");
        println!("cargo::rustc-link-arg-bin=app=--emit-relocs");
    }
}
