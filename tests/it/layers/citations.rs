//! Comments and tests cite the pages of `zentop::docs`, and every page that is cited exists.

use std::fs;

use super::hold;
use super::source::{every_file, root};

/// How pages were cited before they were part of the crate.
const OLD: [&str; 5] = [
    concat!("zendesk-", "api §"),
    concat!("design", ".md"),
    concat!("(cli", ".md"),
    concat!("(ux", ".md"),
    concat!("fault-", "matrix"),
];

fn pages() -> Vec<String> {
    let folder = fs::read_dir(root().join("docs")).unwrap();
    folder
        .map(|entry| entry.unwrap().path())
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect()
}

#[test]
fn every_page_that_is_cited_is_there() {
    let pages = pages();
    let sections = fs::read_to_string(root().join("docs/zendesk_api.md")).unwrap();
    let mut wrong = Vec::new();
    for file in every_file() {
        for (line, number) in file.text().lines().zip(1..) {
            for rest in line.split("docs::").skip(1) {
                let name = word(rest, |sign| sign.is_ascii_lowercase() || sign == '_');
                if !name.is_empty() && !pages.iter().any(|page| page == name) {
                    wrong.push((file.place(number), format!("there is no page {name}")));
                }
            }
            for rest in line.split("docs::zendesk_api` §").skip(1) {
                let section = word(rest, |sign| sign.is_ascii_digit() || sign == '.');
                if !has_section(&sections, section.trim_end_matches('.')) {
                    wrong.push((file.place(number), format!("there is no section {section}")));
                }
            }
            if let Some(old) = OLD.iter().find(|old| line.contains(**old)) {
                wrong.push((file.place(number), format!("{old} names no page")));
            }
            if line.contains("fault matrix") && !line.contains("docs::safety") {
                wrong.push((
                    file.place(number),
                    "the fault matrix without its page, docs::safety".to_owned(),
                ));
            }
        }
    }
    for page in &pages {
        let path = format!("docs/{page}.md");
        let text = fs::read_to_string(root().join(&path)).unwrap();
        for (line, number) in text.lines().zip(1..) {
            if let Some(old) = OLD.iter().find(|old| line.contains(**old)) {
                wrong.push((
                    format!("src/{path}:{number}"),
                    format!("{old} names no page"),
                ));
            }
        }
    }
    hold("a citation that leads nowhere", &wrong);
}

fn word(text: &str, is_part: impl Fn(char) -> bool) -> &str {
    let end = text.find(|sign| !is_part(sign));
    &text[..end.unwrap_or(text.len())]
}

/// Sections are headed `## 5. Authentication` and `### 5.3 OAuth endpoints`.
fn has_section(page: &str, section: &str) -> bool {
    page.lines()
        .filter_map(|line| line.trim_start_matches('#').strip_prefix(' '))
        .filter_map(|heading| heading.split(' ').next())
        .any(|number| number.trim_end_matches('.') == section)
}
