//! The sandbox against what real servers have answered.

mod recorded_synapse;
