import { killWriters } from "../unit/store/killing";

describe("run store, killed often", function () {
  this.timeout(900_000);

  it("loses no stored run when its process is killed 200 times", () => killWriters(200));
});
