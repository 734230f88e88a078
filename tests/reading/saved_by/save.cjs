// Opens FOLDER/blank.xlsx, fills in FOLDER/cells.json, saves through SheetJS and ExcelJS.
const path = require("path"), fs = require("fs");
const XLSX = require("xlsx"), ExcelJS = require("exceljs");
const folder = process.argv[2], at = (name) => path.join(folder, name);
const cells = JSON.parse(fs.readFileSync(at("cells.json"), "utf8"));
const DAY = 'yyyy"年"m"月"d"日"';

function bySheetJS() {
  const book = XLSX.readFile(at("blank.xlsx"), { cellNF: true, cellStyles: true });
  for (const [name, typed] of Object.entries(cells)) {
    const sheet = book.Sheets[name];
    for (const [address, value] of Object.entries(typed)) {
      const z = sheet[address] && sheet[address].z;
      if (typeof value === "object") sheet[address] = { t: "n", v: value.day, z: DAY };
      else if (typeof value === "string" && value[0] === "=") sheet[address] = { t: "s", v: "", f: value.slice(1) };
      else sheet[address] = { t: typeof value === "number" ? "n" : "s", v: value, ...(z && { z }) };
    }
  }
  for (const kind of ["xlsx", "xlsb", "ods"]) XLSX.writeFile(book, at(`sheetjs.${kind}`), { compression: true });
  XLSX.writeFile(book, at("sheetjs.xls"), { bookType: "biff8" });
}

async function byExcelJS() {
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(at("blank.xlsx"));
  for (const [name, typed] of Object.entries(cells)) {
    const sheet = book.getWorksheet(name);
    for (const [address, value] of Object.entries(typed)) {
      const cell = sheet.getCell(address);
      if (typeof value === "object") cell.value = new Date((value.day - 25569) * 86400000);
      else if (typeof value === "string" && value[0] === "=") cell.value = { formula: value.slice(1), result: "" };
      else cell.value = value;
    }
  }
  await book.xlsx.writeFile(at("exceljs.xlsx"));
}

bySheetJS();
byExcelJS();
