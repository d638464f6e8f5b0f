// Streamlit speaks English by itself, whatever the page's language: hints in fields, its menu, names of buttons that are
// only heard. Its words are replaced by ours as they appear. Only where Streamlit alone writes, by its test ids, and only
// words that are known in full: what visitors and departments wrote stays as it is. An attribute, or the text of a text
// node that stays where it is, can be changed under React: it compares with what it wrote last, not with the page.
(() => {
  const {locale, words} = JSON.parse(document.getElementById("platform").textContent);

  // Its calendar asks the browser which language to speak; the visitor has told us.
  window[Symbol.for("react-aria.i18n.locale")] = locale;
  Object.defineProperty(navigator, "language", {get: () => locale, configurable: true});

  // What changes in its words is put into ours as it is, but for days and months, which it writes in English too.
  const inWords = (said, day, style) => (isNaN(day) ? said : day.toLocaleDateString(locale, style));
  const CHANGES = {
    date: (said) => inWords(said, new Date(said), {dateStyle: "long"}),
    month_name: (said) => inWords(said, new Date(`${said} 1, 2000`), {month: "long"}),
  };

  const list = {
    "Choose an option": words.choose_one, "Choose options": words.choose_one, "Open": words.open,
    "Clear value": words.clear_one, "Clear all": words.clear_all, "Selected values": words.chosen,
    "Select all": words.select_all, "No results": words.no_results, "Dismiss": words.close,
    "Remove {what}": words.remove,
  };
  const upload = {
    "Upload": words.upload, "file upload": words.upload, "Add files": words.upload_another,
    "add icon": words.upload_another, "{size} per file": words.upload_limit,
    "Drag and drop a file here": words.upload_drop, "Remove {what}": words.remove,
    "Cancel upload of {what}": words.upload_cancel, "Error: ": words.error + " ", "Click to retry upload": words.upload_failed,
    "File must be {size} or smaller.": words.upload_size,
    "Upload failed": words.upload_failed, "Network error": words.upload_failed,
    "Unexpected error. Please try again.": words.upload_failed,
    "AxiosError: Request failed with status code 413": words.upload_size,
    "AxiosError: Request failed with status code 429": words.upload_many,
    "AxiosError: Request failed with status code {status}": words.upload_failed,
    "AxiosError: Network Error": words.upload_failed,
  };
  const range = "Date set outside allowed range. Please select a date between {first} and {last}.";
  const segment = {"Empty": words.empty, "{nn} – {month_name}": words.month_heard};
  const saving = ["note", "links", "reason", "number-profile"].map((key) => `[class*="st-key-${key}-"]`);

  // Where Streamlit writes: what it says there, and what we say.
  const PLACES = Object.entries({
    "[data-testid=stSkipToContent]": {"Skip to main content": words.skip},
    "[data-testid=stLogoLink]": {"Navigate to home page": words.home},
    "[data-testid=stTopNav], [data-testid=stSidebarNav]": {"App pages": words.pages},
    "[data-testid=stSidebar]": {"Sidebar": words.sidebar},
    "[data-testid=stExpandSidebarButton]": {"Expand sidebar": words.expand},
    "[data-testid=stSidebarCollapseButton]": {"Collapse sidebar": words.collapse},
    "[data-testid=stMainMenuButton]": {"Main menu": words.menu},
    "[data-testid=stMainMenuPopover]": {
      "Main menu": words.menu, "Theme": words.theme, "System": words.theme_system, "Light": words.theme_light,
      "Dark": words.theme_dark, "Print": words.print, "Record screen": words.record,
      "Made with Streamlit v": words.made_with + " ", "Copy version to clipboard": words.copy_version,
      "Copied": words.copied,
    },
    "[data-testid=stStatusWidget]": {"Connecting": words.connecting, "Running...": words.running, "Stop": words.stop},
    "[data-testid=stDialog]": {
      "Connection error": words.no_connection, "Close": words.close,
      "Streamlit server is not responding. Are you connected to the internet?": words.away,
      "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:": words.away,
    },
    "[data-testid=stProgress]": {"progress": words.progress},
    "[data-testid=stToastContainer]": {
      "Notifications": words.messages, "Close": words.close, "view more": words.more, "view less": words.less,
    },
    "[data-testid=stCode], [role=tooltip]": {
      "Copy to clipboard": words.copy, "Copied": words.copied, "Connecting to Streamlit server": words.connecting,
    },
    [`:is(${saving}) [data-testid=InputInstructions]`]: {
      "Press Enter to apply": words.saves_on_leaving, "Press {keys}+Enter to apply": words.saves_on_leaving,
    },
    "[data-testid=InputInstructions]": {
      "Press Enter to apply": words.holds_on_leaving, "Press {keys}+Enter to apply": words.holds_on_leaving,
      "Press Enter to submit form": words.enter_confirms,
    },
    "[data-testid=stSelectbox], [data-testid=stSelectboxVirtualDropdown]": list,
    "[data-testid=stMultiSelect], [data-testid=stMultiSelectDropdown]": list,
    "[data-live-announcer]": {
      "1 option available.": words.one_option, "{count_of} options available.": words.options,
      "{what}, selected": words.selected, ...segment,
    },
    "[data-testid=stFileUploader], [role=tooltip]": upload,
    "[data-testid=stDateInput], [data-testid=stDateInputCalendar], [role=tooltip]": {
      "Choose date": words.date, "Choose date, {month}": words.date_of, "Previous month": words.month_before,
      "Use arrow keys to navigate dates. Enter to select. Escape to close.": words.date_keys,
      "Next month": words.month_after, "day, {label}": words.day_of,
      "month, {label}": words.month_of, "year, {label}": words.year_of,
      "dd": words.day_to_type, "mm": words.month_to_type, "yyyy": words.year_to_type,
      ...segment, [`Error: ${range}`]: words.date_range, [range]: words.date_range,
    },
    "[id^=react-aria-description]": {"Selected Date: {date}": words.date_chosen},
    "[data-testid=stPagination]": {
      "Pagination": words.page_numbers, "Previous page": words.page_before, "Next page": words.page_after,
      "Page {number}": words.page_number,
    },
  }).map(([place, said]) => [place, Object.entries(said).map(([theirs, ours]) => [pattern(theirs), ours])]);
  const ATTRIBUTES = ["aria-label", "aria-valuetext", "title", "placeholder", "alt"];
  // Signs before words, heard as "check icon"; and fields for numbers, for which a phone has keys of its own.
  const SIGN = '[role=img][aria-label$=" icon"]:not([aria-hidden])';
  const NUMBER = '[class*="st-key-number-"] input:not([inputmode])';
  // A line that says how something stands (screens/parts/spoken.py): heard when its words change.
  const SPOKEN = "span.stMarkdownColoredBackground[style*=transparent]";
  const ANY = [...PLACES.map(([place]) => place), SIGN, NUMBER, SPOKEN].join();

  /** Words of Streamlit, with a name in braces for what changes in them. */
  function pattern(theirs) {
    const exact = theirs.replace(/[.?+*^$()|[\]\\]/g, "\\$&");
    return new RegExp(`^${exact.replace(/\{(\w+)\}/g, "(?<$1>.+)")}$`, "s");
  }

  function ours(value, said) {
    for (const [theirs, instead] of said) {
      const found = theirs.exec(value);
      if (found) return instead.replace(/\{(\w+)\}/g, (_, name) => (CHANGES[name] ?? String)(found.groups[name]));
    }
    return value;
  }

  function replaceIn(place) {
    if (place.matches(SIGN)) place.setAttribute("aria-hidden", "true");
    if (place.matches(SPOKEN)) place.setAttribute("role", "status");
    if (place.matches(NUMBER)) place.setAttribute("inputmode", "decimal");
    for (const [where, said] of PLACES) {
      if (!place.matches(where)) continue;
      for (const one of [place, ...place.querySelectorAll("*")]) {
        for (const name of ATTRIBUTES) {
          const value = one.getAttribute(name);
          const instead = value && ours(value, said);
          if (instead && instead !== value) one.setAttribute(name, instead);
        }
        if (one.matches("textarea, [contenteditable=true]:not([data-placeholder=true])")) continue; // what is typed
        for (const text of one.childNodes) {
          const instead = text.nodeType === Node.TEXT_NODE && ours(text.data, said);
          if (instead && instead !== text.data) text.data = instead;
        }
      }
    }
  }

  const changed = new Set();
  function work() {
    for (const node of changed) {
      const place = node.closest(ANY);
      if (place) replaceIn(place);
      for (const one of node.querySelectorAll(ANY)) replaceIn(one);
    }
    changed.clear();
    observer.takeRecords(); // of what was just replaced: or it would be looked at once more
  }

  const observer = new MutationObserver((records) => {
    const waits = changed.size > 0;
    for (const {type, target, addedNodes} of records) {
      for (const node of type === "childList" ? addedNodes : [target]) {
        const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
        if (element instanceof HTMLElement) changed.add(element); // and not the thousand pieces of a chart
      }
    }
    if (!waits && changed.size) requestAnimationFrame(work); // before it is painted, and once for all that changed
  });
  observer.observe(document, {subtree: true, childList: true, characterData: true, attributeFilter: ATTRIBUTES});
})();
