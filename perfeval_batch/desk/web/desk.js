// The desk's own script: live progress, dropping a workbook, finding while typing, arrow keys.
"use strict";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

function watchProgress() {
  const places = all("[data-live]");
  if (!places.length) return;
  const seen = Number(places[0].dataset.number);
  let busy = places[0].dataset.busy === "true";
  const stream = new EventSource("/run/events");
  stream.onmessage = (event) => {
    const live = JSON.parse(event.data);
    for (const place of places) {
      if (place.classList.contains("strip")) place.hidden = !live.busy;
      for (const field of all("[data-field]", place)) {
        const value = live[field.dataset.field];
        if (field.tagName === "PROGRESS") field.value = value;
        else field.textContent = value || "—";
      }
    }
    const ended = busy && !live.busy;
    const begunElsewhere = !busy && live.busy && document.body.dataset.page === "run";
    if ((ended || begunElsewhere) && live.number !== seen) location.reload();
    busy = live.busy;
  };
  addEventListener("pagehide", () => stream.close());
}

function takeDrops() {
  const drop = document.getElementById("drop");
  if (!drop) return;
  const input = document.getElementById("file");
  const result = document.getElementById("checked");
  const check = async (file) => {
    if (!file) return;
    drop.classList.add("wait");
    result.textContent = `正在检查“${file.name}”……`;
    try {
      const answer = await fetch(`/inbox/check?name=${encodeURIComponent(file.name)}`, { method: "PUT", body: file });
      if (!answer.ok) throw new Error();
      result.innerHTML = await answer.text();
      const heading = result.querySelector("h3");
      if (heading) heading.focus();
    } catch {
      result.textContent = "没有检查成。文件可能正在Excel或WPS中打开并锁定，请关闭后再拖一次；程序已退出的，请重新打开。";
    }
    drop.classList.remove("wait");
    input.value = "";
  };
  drop.addEventListener("click", () => input.click());
  drop.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); input.click(); }
  });
  input.addEventListener("change", () => check(input.files[0]));
  for (const name of ["dragover", "dragenter"]) {
    addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
  }
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.classList.remove("over"); });
  addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    check(event.dataTransfer.files[0]);
  });
}

function findWhileTyping() {
  const form = document.querySelector("[data-filter]");
  if (!form) return;
  let timer = 0;
  const find = async () => {
    const address = `/results?${new URLSearchParams(new FormData(form))}`;
    const answer = await fetch(address);
    if (!answer.ok) return;
    const other = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.getElementById("found").replaceWith(other.getElementById("found"));
    history.replaceState(null, "", address);
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(find, 250); });
}

function moveByArrows() {
  addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const list = event.target.closest && event.target.closest("[data-list]");
    if (!list) return;
    const stops = all("a, button", list);
    const next = stops[stops.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) { event.preventDefault(); next.focus(); }
  });
}

function showStep() {
  const step = document.querySelector("nav [aria-current]");
  const list = document.querySelector("nav");
  if (step && list.scrollWidth > list.clientWidth) list.scrollLeft = step.offsetLeft - 20;
}

function goBack() {
  const back = document.querySelector("[data-back]");
  if (back && history.length > 1) {
    back.addEventListener("click", (event) => { event.preventDefault(); history.back(); });
  }
}

for (const begin of [watchProgress, takeDrops, findWhileTyping, moveByArrows, showStep, goBack]) begin();
document.documentElement.dataset.ready = "yes";
