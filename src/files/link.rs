//! Links that lead nowhere: what they name is missing, and not merely not there yet.

use std::fmt;
use std::fs;
use std::os::unix::fs::FileTypeExt as _;
use std::path::{Path, PathBuf};

use super::quoted;

/// The most links that are followed, which is what Linux follows.
const MOST: usize = 40;

/// A link whose target is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BrokenLink {
    link: PathBuf,
    target: PathBuf,
}

impl fmt::Display for BrokenLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (link, target) = (quoted(&self.link), quoted(&self.target));
        write!(f, "{link} is a link to {target}, which is not there")
    }
}

/// The link on the way to `path`, or in its place, because of which nothing is found there. `None`
/// if there is none: then the path was never there.
pub(crate) fn broken_link(path: &Path) -> Option<BrokenLink> {
    let is_link = |path: &&Path| {
        path.symlink_metadata()
            .is_ok_and(|found| found.is_symlink())
    };
    // The nearest part that exists in any form is the one to blame.
    let first = path
        .ancestors()
        .find(|part| part.symlink_metadata().is_ok())?;
    let mut link = Some(first).filter(is_link)?.to_owned();
    for _ in 0..MOST {
        let target = link.parent()?.join(fs::read_link(&link).ok()?);
        if !is_link(&target.as_path()) {
            return (!target.exists()).then_some(BrokenLink { link, target });
        }
        link = target;
    }
    let target = link.clone();
    Some(BrokenLink { link, target })
}

/// Whether a path leads below a device, as where the home folder of a service is `/dev/null`: nothing can be
/// there, and nothing was lost.
pub(crate) fn is_below_a_device(path: &Path) -> bool {
    let is_device = |folder: &Path| {
        let found = std::fs::metadata(folder);
        found.is_ok_and(|found| found.file_type().is_char_device())
    };
    path.ancestors().skip(1).any(is_device)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_device_leads_to_where_nothing_can_be() {
        assert!(is_below_a_device(Path::new(
            "/dev/null/.config/zentop/settings.toml"
        )));
        assert!(!is_below_a_device(Path::new("/dev/null")));
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("zentop");
        std::fs::write(&file, "").unwrap();
        assert!(!is_below_a_device(&file.join("settings.toml")));
    }
}
