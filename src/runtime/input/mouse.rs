//! The reports of the mouse, in xterm's SGR form: `CSI < button ; column ; row M`.
//! <https://invisible-island.net/xterm/ctlseqs/ctlseqs.html#h3-Extended-coordinates>

use crate::app::MouseAct;

/// Asks the terminal to report presses and the wheel, with places of any size.
pub(in crate::runtime) const LISTEN_TO_MOUSE: &str = "\u{1b}[?1000h\u{1b}[?1006h";

/// Leaves the mouse to the terminal again.
pub(in crate::runtime) const LEAVE_MOUSE: &str = "\u{1b}[?1006l\u{1b}[?1000l";

/// The bits of a button that say what was held meanwhile: Shift, Alt and Ctrl.
const HELD: u16 = 0b1_1100;

/// What a sequence of these bytes and the last one reports: what was done, and where. `None` if nothing
/// that means something here.
pub(super) fn report(bytes: &[u8], last: u8) -> Option<(MouseAct, u16, u16)> {
    let text = std::str::from_utf8(bytes).ok()?.strip_prefix('<')?;
    let numbers: Vec<u16> = text
        .split(';')
        .map(|number| number.parse().ok())
        .collect::<Option<_>>()?;
    let [button, column, row] = numbers[..] else {
        return None;
    };
    let act = match (last, button) {
        (b'M', 0) => MouseAct::Click,
        (b'M', wheel) if wheel & !HELD == 64 => MouseAct::WheelUp,
        (b'M', wheel) if wheel & !HELD == 65 => MouseAct::WheelDown,
        _ => return None,
    };
    // Places count from 1.
    Some((act, column.checked_sub(1)?, row.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wheel_and_first_button_are_told_and_nothing_else_is() {
        let reported = |text: &str| {
            let (last, bytes) = text.as_bytes().split_last().unwrap();
            report(bytes, *last)
        };
        assert_eq!(reported("<0;12;7M"), Some((MouseAct::Click, 11, 6)));
        assert_eq!(reported("<64;1;1M"), Some((MouseAct::WheelUp, 0, 0)));
        assert_eq!(
            reported("<81;300;200M"),
            Some((MouseAct::WheelDown, 299, 199))
        );
        for nothing in [
            "<0;12;7m",
            "<2;1;1M",
            "<35;1;1M",
            "<16;1;1M",
            "<0;0;1M",
            "<0;1M",
            "<0;1;1;1M",
            "<;;M",
            "0;1;1M",
            "<70000;1;1M",
            "<-1;1;1M",
            "<M",
        ] {
            assert_eq!(reported(nothing), None, "{nothing}");
        }
    }
}
