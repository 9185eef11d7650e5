using System.Text.Json.Nodes;
using Reconciliation.Contracts;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Quarantine;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.ConsolePages;

/// <summary>How much one message may hold of members, and of what agents tried about it.</summary>
public sealed partial class MessagePageTests
{
    [SkippableTheory]
    [InlineData("adherentId", MessageNames.MembersMax - 1, true)]
    [InlineData("adherentId", MessageNames.MembersMax, false)]
    [InlineData("adherentId", 20_000, false)]
    [InlineData("mot", MessageNames.NamesMax - 100, true)]
    [InlineData("mot", MessageNames.NamesMax, false)]
    public async Task Contents_are_shown_with_a_row_for_each_member_in_them_or_not_at_all(string by, int others, bool areShown)
    {
        var instance = await shared.StartAsync();
        var subject = $"FOULE-{by.ToUpperInvariant()}-{others}";
        await instance.RoAsync(PaymentRecords.Ro($"{subject}-CONNU"));
        string[] names = [.. Enumerable.Range(0, others).Select(i => $"{subject}-{i}")];
        var crowd = by == "adherentId"
            ? new JsonArray([.. names.Select(n => new JsonObject { [by] = n })]).ToJsonString()
            : JsonValue.Create($"{string.Join(' ', names)} {subject}-CONNU").ToJsonString();
        var id = await instance.RefusedAsync($"{PaymentRecords.Ro(subject).WithRaw("taux", "170")[..^1]},\"foule\":{crowd}}}");
        using var console = await ConsoleSession.SignInAsync(instance, subject.ToLowerInvariant());
        var before = await instance.CountAsync("SELECT coalesce(max(acces_id), 0) FROM acces");

        var read = (await instance.MessageAsync(id)).Json.GetProperty("corps").Text("contenu")!;
        var (status, page) = await console.GetAsync($"/quarantaine/{id}");

        Assert.Equal(200, status);
        var recorded = (await instance.RowsAsync(
            "SELECT agent || ' ' || adherent_id FROM acces WHERE acces_id > $1 AND adherent_id IS NOT NULL", before))
            .Select(r => (string)r[0]!).ToHashSet();
        string[] members = by == "adherentId" ? [subject, .. names] : [subject, $"{subject}-CONNU"];
        foreach (var (agent, text) in new[] { ("essai", read), (subject.ToLowerInvariant(), page) })
        {
            Assert.Equal(areShown, text.Contains(members[^1], StringComparison.Ordinal));
            Assert.Equal(!areShown, text.Contains("non affiché", StringComparison.Ordinal));
            Assert.Equal(
                areShown ? members.Order() : [],
                recorded.Where(r => r.StartsWith($"{agent} ", StringComparison.Ordinal)).Select(r => r[(agent.Length + 1)..]).Order());
        }

        Assert.Equal(
            areShown ? 0 : 2,
            await instance.CountAsync("SELECT count(*) FROM acces WHERE acces_id > $1 AND motif = $2", before, AccessLog.MoreMotif));
    }

    [SkippableFact]
    public async Task A_correction_that_names_a_crowd_hides_itself_and_not_the_message()
    {
        var instance = await shared.StartAsync();
        var id = await instance.RefusedAsync(PaymentRecords.Ro("SEUL").WithRaw("taux", "170"));
        var crowd = PaymentRecords.Ro("SEUL").With("taux", 171);
        crowd["foule"] = new JsonArray(
            [.. Enumerable.Range(0, MessageNames.MembersMax + 1).Select(i => new JsonObject { ["adherentId"] = $"AVEC-{i}" })]);
        Assert.Equal(422, (await instance.ReplayAsync(id, body: QuarantineCalls.Corrected(crowd, "essai"))).Status);

        var message = (await instance.MessageAsync(id)).Json;
        using var console = await ConsoleSession.SignInAsync(instance, "hors-foule");
        var (_, page) = await console.GetAsync($"/quarantaine/{id}?proposition=0");

        Assert.Contains("SEUL", message.GetProperty("corps").Text("contenu"), StringComparison.Ordinal);
        Assert.DoesNotContain("AVEC-", message.GetRawText() + page, StringComparison.Ordinal);
        Assert.Equal(0, await instance.CountAsync("SELECT count(*) FROM acces WHERE adherent_id LIKE 'AVEC-%'"));
    }

    [SkippableFact]
    public async Task Refused_attempts_are_kept_up_to_a_number_and_the_next_ones_say_that_they_are_not()
    {
        var instance = await shared.StartAsync();
        var id = await instance.RefusedAsync(PaymentRecords.Ro("ESSAIS").WithRaw("taux", "170"));
        var wrong = QuarantineCalls.Corrected(PaymentRecords.Ro("ESSAIS").With("nature", "avoir"), "essai");
        foreach (var body in new[] { wrong, """{"motif":"essai"}""" })
        {
            var attempts = Enumerable.Range(0, QuarantaineStore.RefusedReplaysMax + 4).Select(_ => instance.ReplayAsync(id, body: body));
            var answers = await Task.WhenAll(attempts);
            Assert.All(answers, a => Assert.Equal("rejeu-refuse", a.Problem(422)));
            Assert.Equal(4, answers.Count(a => a.Json.Items("motifs").Any(m => m.Text("regle") == Regle.Essais)));
        }

        Assert.Equal(2 * QuarantaineStore.RefusedReplaysMax, (await instance.MessageAsync(id)).Json.Items("suites").Count());
        Assert.Equal(202, (await instance.ReplayAsync(id, body: QuarantineCalls.Corrected(PaymentRecords.Ro("ESSAIS"), "essai"))).Status);
    }

    [SkippableFact]
    public async Task Refused_corrections_are_kept_up_to_a_size_and_older_ones_beyond_it_are_not_read()
    {
        var instance = await shared.StartAsync();
        var id = await instance.RefusedAsync(PaymentRecords.Ro("LOURD").WithRaw("taux", "170"));
        var heavy = PaymentRecords.Ro("LOURD").With("nature", "avoir");
        heavy["poids"] = new string('x', QuarantaineStore.CorrectionBytesMax * 2 / 3);
        foreach (var isKept in new[] { true, false })
        {
            var answer = await instance.ReplayAsync(id, body: QuarantineCalls.Corrected(heavy, "essai"));
            Assert.Equal(!isKept, answer.Json.Items("motifs").Any(m => m.Text("regle") == Regle.Essais));
        }

        await instance.RowsAsync("""
            INSERT INTO quarantaine_suite (quarantaine_id, issue, agent, motif, corps_corrige, motifs, le)
            SELECT quarantaine_id, issue, agent, motif, corps_corrige, motifs, le
            FROM quarantaine_suite, generate_series(1, 200) WHERE quarantaine_id = $1
            """, id);
        var followUps = (await instance.MessageAsync(id)).Json.Items("suites").ToList();
        Assert.Equal(QuarantaineStore.FollowUpsReadMax, followUps.Count);
        Assert.Single(followUps, f => f.GetProperty("corpsCorrige").ValueKind == System.Text.Json.JsonValueKind.Object);
    }
}
