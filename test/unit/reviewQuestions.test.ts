import assert from "node:assert/strict";
import { aboutWords, confirmationOf, reviewNotice, reviewTitle } from "../../src/host/reconcile/reviewWords";
import { addressTitle, addressVerdict, lossPrompt } from "../../src/host/reconcile/typedAddress";
import { PENDING, planned, REPLACED, sampleReview } from "./reviewedSample";

describe("before an apply", () => {
  it("the document and the progress say what it is about", () => {
    assert.equal(reviewTitle("network", "apply"), "Review: network (put back)");
    assert.equal(reviewTitle("network", "accept_state"), "Review: network (accept into state)");
    assert.equal(aboutWords("network", null), "network");
    assert.equal(aboutWords("network", ["a.b"]), "a.b in network");
    assert.equal(aboutWords("network", ["a.b", "c.d", "e.f"]), "a.b, c.d and 1 more in network");
  });

  it("the notice says what would happen, and that nothing has", () => {
    assert.equal(
      reviewNotice("network", sampleReview()),
      "network: 0 to add, 1 to change, 0 to destroy. Nothing is changed before you apply it.",
    );
    const much = sampleReview({ changes: [REPLACED, PENDING], summary: { add: 1, change: 1, remove: 1 } });
    assert.equal(
      reviewNotice("network", much),
      "network: 1 to add, 1 to change, 1 to destroy; 1 object would be lost; changes of the code are in it, too. Nothing is changed before you apply it.",
    );
  });

  it("the dialog names the root module, the counts, and what it is about", () => {
    const { message, detail, hasPending, canLeavePending } = confirmationOf("network", sampleReview());
    assert.equal(message, "Apply to network?");
    assert.equal(
      detail,
      "0 to add, 1 to change, 0 to destroy. Terraform changes the real infrastructure, exactly as the review says.\n\nThe whole root module.",
    );
    assert.deepEqual([hasPending, canLeavePending], [false, false]);
  });

  it("the dialog names what is lost and what is not drift, and no more than can be read", () => {
    const lost = Array.from({ length: 7 }, (_, at) => ({ ...REPLACED, address: `a.b[${at}]` }));
    const { detail, hasPending, canLeavePending } = confirmationOf(
      "network",
      sampleReview({ changes: [...lost, PENDING], targets: ["a.b", "c.d"] }),
    );
    assert.match(detail, /\n\nOnly a\.b, c\.d and what they depend on\.\n\n/);
    assert.match(detail, /Lost:\na\.b\[0\] is deleted and created anew, because of engine\.\n/);
    assert.match(detail, /a\.b\[4\][^\n]*\n… and 2 more objects\.\nEach address has to be typed next\./);
    assert.match(detail, /Not drift, but changes of the code: lab_server\.db\.$/);
    assert.deepEqual([hasPending, canLeavePending], [true, true]);
    assert.equal(confirmationOf("network", sampleReview({ changes: [PENDING] })).canLeavePending, false);
  });

  it("the dialog says that the cloud stays as it is where only the state changes", () => {
    const { message, detail } = confirmationOf("network", sampleReview({ kind: "accept_state" }));
    assert.equal(message, "Accept into the state of network?");
    assert.match(detail, /^1 resource to take over\. .*The cloud stays as it is/);
  });

  it("an address counts only to the letter, and what is wrong is said at once", () => {
    const address = 'module.a["x"].lab_volume.data[0]';
    assert.equal(addressVerdict(address, address), null);
    for (const typed of ["", "module", address.slice(0, -1)]) {
      assert.deepEqual(
        [addressVerdict(typed, address)?.isProblem, addressVerdict(typed, address)?.isUnfinished],
        [true, true],
      );
    }
    for (const typed of [`${address} `, ` ${address}`, address.toUpperCase(), "lab_volume.data", `${address}x`]) {
      assert.deepEqual(addressVerdict(typed, address), {
        text: `This is not the address. It is ${address}`,
        isProblem: true,
      });
    }
  });

  it("the question about an address says which one it is, and why it is lost", () => {
    assert.equal(addressTitle(REPLACED, 1, 2), "Replace 1 of 2: type the address to allow it");
    assert.equal(addressTitle({ actions: ["delete"] }, 2, 2), "Delete 2 of 2: type the address to allow it");
    assert.equal(
      lossPrompt(REPLACED),
      "lab_volume.data is deleted and created anew, because of engine. What it holds is lost.",
    );
    assert.equal(lossPrompt(planned({ actions: ["delete"] })), "lab_server.web is deleted. What it holds is lost.");
  });
});
