//! Both providers of generated code agree: what the build wrote is what is committed.

#[cfg(feature = "codegen")]
#[test]
fn the_build_writes_what_is_committed() {
    use std::{fs, path::Path};

    let built = Path::new(env!("OUT_DIR"));
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("generated");
    let mut compared = 0;
    for entry in fs::read_dir(&committed).unwrap() {
        let path = entry.unwrap().path();
        let kind = path.extension().and_then(|kind| kind.to_str());
        if matches!(kind, Some("rs" | "json")) {
            let name = path.file_name().unwrap();
            let equal = fs::read(&path).unwrap() == fs::read(built.join(name)).unwrap();
            assert!(
                equal,
                "generated/{} is stale: run `cargo xtask codegen`",
                name.display()
            );
            compared += 1;
        }
    }
    assert_eq!(
        compared, 7,
        "two clients, two dispatchers, two documents and the operations"
    );
}
