//! The `zentop` binary.

fn main() {}
