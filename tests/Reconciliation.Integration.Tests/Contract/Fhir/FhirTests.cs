using System.Text.Json;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Contract;

/// <summary>
/// A soin in FHIR is answered to whoever may read its view, and to nobody else. Reconciliation.Fhir.Tests proves that it is valid.
/// </summary>
public sealed class FhirTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    private const string Nowhere = "/v1/soins/8d9f3c1e-0000-8000-8000-000000000000/fhir";

    private static readonly string Token = TestInstance.Token(null, Scopes.Espace);

    [SkippableFact]
    public async Task Both_payers_stand_in_one_Bundle_and_name_each_other()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("FHIR-A"));
        await instance.ComplementairesAsync(PaymentRecords.Complementaire("FHIR-A"));
        var (path, soin) = await SoinAsync(instance, "FHIR-A");

        var answer = await instance.AskAsync(HttpMethod.Get, path, Token);

        Assert.Equal((200, "application/fhir+json"), (answer.Status, answer.Type));
        Assert.Equal(
            ("Bundle", "collection", soin), (Text(answer.Json, "resourceType"), Text(answer.Json, "type"), Text(answer.Json, "id")));
        var benefits = answer.Json.GetProperty("entry").EnumerateArray().Select(e => e.GetProperty("resource")).ToList();
        Assert.Equal(["Assurance maladie", "Complémentaire santé MGEN"], benefits.Select(b => Text(b.GetProperty("insurer"), "display")));
        var payments = benefits.Select(b => b.GetProperty("payment").GetProperty("amount"));
        Assert.Equal([21.00m, 9.00m], payments.Select(a => a.GetProperty("value").GetDecimal()));
        Assert.Equal(Id(benefits[1]), Text(benefits[0].GetProperty("related")[0].GetProperty("reference"), "value"));
        Assert.Equal(Id(benefits[0]), Text(benefits[1].GetProperty("related")[0].GetProperty("reference"), "value"));
    }

    [SkippableFact]
    public async Task It_follows_the_view_and_what_the_caller_has_is_not_sent_again()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("FHIR-B"));
        var (path, _) = await SoinAsync(instance, "FHIR-B");
        var before = await instance.AskAsync(HttpMethod.Get, path, Token);
        var again = await instance.AskAsync(HttpMethod.Get, path, Token, "If-None-Match", before.Headers["ETag"]);
        var head = await instance.AskAsync(HttpMethod.Head, path, Token);
        Assert.Equal((304, ""), (again.Status, again.Text));
        Assert.Equal((200, "", before.Headers["ETag"]), (head.Status, head.Text, head.Headers["ETag"]));
        Assert.Contains("private", before.Headers["Cache-Control"], StringComparison.Ordinal);

        await instance.ComplementairesAsync(PaymentRecords.Complementaire("FHIR-B"));
        var after = await instance.AskAsync(HttpMethod.Get, path, Token, "If-None-Match", before.Headers["ETag"]);
        Assert.Equal((200, "1", "2"), (after.Status, Version(before), Version(after)));
        var then = Uri.EscapeDataString(Text(before.Json, "timestamp"));
        Assert.Equal(before.Text, (await instance.AskAsync(HttpMethod.Get, $"{path}?le={then}", Token)).Text);
        Assert.Equal(
            "soin-inconnu-alors", (await instance.AskAsync(HttpMethod.Get, $"{path}?le=2025-01-01T00:00:00Z", Token)).Problem(404));
    }

    [SkippableFact]
    public async Task Who_may_not_read_the_view_is_told_that_there_is_no_such_soin()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("FHIR-C"));
        var (path, _) = await SoinAsync(instance, "FHIR-C");

        Assert.Equal(200, (await instance.AskAsync(HttpMethod.Get, path, TestInstance.Token("FHIR-C", Scopes.Espace))).Status);
        Assert.Equal(
            "soin-inconnu", (await instance.AskAsync(HttpMethod.Get, path, TestInstance.Token("FHIR-D", Scopes.Espace))).Problem(404));
        Assert.Equal(
            "portee-insuffisante", (await instance.AskAsync(HttpMethod.Get, path, TestInstance.Token(null, Scopes.Producer))).Problem(403));
        Assert.Equal("non-authentifie", (await instance.AskAsync(HttpMethod.Get, path, null)).Problem(401));
        Assert.Equal("soin-inconnu", (await instance.AskAsync(HttpMethod.Get, Nowhere, Token)).Problem(404));
        Assert.Equal("parametre-inconnu", (await instance.AskAsync(HttpMethod.Get, $"{path}?_format=xml", Token)).Problem(400));
    }

    [SkippableFact]
    public async Task A_soin_whose_lines_another_took_leads_there()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("FHIR-E").With("montant", 21.00m));
        var (first, _) = await SoinAsync(instance, "FHIR-E");
        await instance.RoAsync(PaymentRecords.Ro("FHIR-E", 2).With("montant", 18.00m));
        var second = (await instance.SoinsAsync("FHIR-E")).Select(Path).Single(p => p != first);
        await instance.ComplementairesAsync(PaymentRecords.Complementaire("FHIR-E").Without("montantRoDeclare").With("montant", 8.00m));

        var redirected = await instance.AskAsync(HttpMethod.Get, second, Token);

        Assert.Equal((307, first), (redirected.Status, redirected.Headers["Location"]));
    }

    private static string Text(JsonElement element, string member) => element.GetProperty(member).GetString()!;

    private static string Id(JsonElement benefit) => Text(benefit.GetProperty("identifier")[0], "value");

    private static string Version(Answer answer) => Text(answer.Json.GetProperty("meta"), "versionId");

    private static string Path(JsonElement vue) => $"/v1/soins/{Text(vue, "soinId")}/fhir";

    private static async Task<(string Path, string SoinId)> SoinAsync(TestInstance instance, string adherent)
    {
        var vue = Assert.Single(await instance.SoinsAsync(adherent));
        return (Path(vue), Text(vue, "soinId"));
    }
}
