//! What crosses a layer: one test binary, one module per concern.

mod runs;
mod walkers;
mod world;
