using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Api;

/// <summary>One soin by its id: conditional reads, HEAD, absence, and the redirect of an id that was merged into another.</summary>
public sealed class OneSoinTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    private static readonly string Token = TestInstance.Token(null, Scopes.Espace);

    [SkippableFact]
    public async Task The_view_has_an_etag_that_changes_with_its_version()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("UN-A"));
        var path = await PathAsync(instance, "UN-A");
        var before = await instance.AskAsync(HttpMethod.Get, path, Token);

        await instance.ComplementairesAsync(PaymentRecords.Complementaire("UN-A"));
        var after = await instance.AskAsync(HttpMethod.Get, path, Token, "If-None-Match", before.Headers["ETag"]);

        Assert.Equal((200, 200), (before.Status, after.Status));
        Assert.Equal(("application/json", 1, 2), (before.Type, Version(before), Version(after)));
        Assert.NotEqual(before.Headers["ETag"], after.Headers["ETag"]);
        Assert.Contains("private", after.Headers["Cache-Control"], StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("{0}", 304)]
    [InlineData("W/{0}", 304)]
    [InlineData("\"9\", {0}", 304)]
    [InlineData("*", 304)]
    [InlineData("\"1\"", 200)]
    [InlineData("\"1-0123456789abcdef\"", 200)]
    [InlineData("n'importe quoi", 200)]
    public async Task If_None_Match_saves_the_body_of_what_is_known(string etag, int status)
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("UN-B"));

        var path = await PathAsync(instance, "UN-B");
        var known = (await instance.AskAsync(HttpMethod.Get, path, Token)).Headers["ETag"];
        var answer = await instance.AskAsync(
            HttpMethod.Get, path, Token, "If-None-Match", etag.Replace("{0}", known, StringComparison.Ordinal));

        Assert.Equal((status, status == 304), (answer.Status, answer.Text.Length == 0));
        Assert.StartsWith("\"1-", known, StringComparison.Ordinal);
        Assert.Equal(known, answer.Headers["ETag"]);
    }

    [SkippableFact]
    public async Task Head_answers_the_headers_of_get_without_a_body()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("UN-C"));
        var path = await PathAsync(instance, "UN-C");

        var get = await instance.AskAsync(HttpMethod.Get, path, Token);
        var head = await instance.AskAsync(HttpMethod.Head, path, Token);
        var list = await instance.AskAsync(HttpMethod.Head, "/v1/adherents/UN-C/soins", Token);

        Assert.Equal((200, 200, 200), (get.Status, head.Status, list.Status));
        Assert.Equal(("", ""), (head.Text, list.Text));
        Assert.Equal(get.Headers["ETag"], head.Headers["ETag"]);
        Assert.Equal("application/json", head.Type);
    }

    [SkippableTheory]
    [InlineData("/v1/soins/8d9f3c1e-0000-8000-8000-000000000000", "soin-inconnu")]
    [InlineData("/v1/soins/pas-un-uuid", "introuvable")]
    [InlineData("/v1/nulle-part", "introuvable")]
    public async Task What_is_not_there_is_404(string path, string code)
    {
        var instance = await shared.StartAsync();
        Assert.Equal(code, (await instance.AskAsync(HttpMethod.Get, path, Token)).Problem(404));
    }

    [SkippableFact]
    public async Task Two_soins_that_turn_out_to_be_one_ambiguous_item_live_on_as_the_older()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("UN-D").With("montant", 21.00m));
        var first = await PathAsync(instance, "UN-D");
        await instance.RoAsync(PaymentRecords.Ro("UN-D", 2).With("montant", 18.00m));
        var all = await instance.SoinsAsync("UN-D");
        Assert.Equal(2, all.Count);
        var second = all.Select(Path).Single(c => c != first);

        // The line completes neither RO line to the cost of the care, so that it could be of either.
        await instance.ComplementairesAsync(PaymentRecords.Complementaire("UN-D").Without("montantRoDeclare").With("montant", 8.00m));

        var fusion = Assert.Single(await instance.SoinsAsync("UN-D"));
        Assert.Equal((first, "aRapprocher"), (Path(fusion), fusion.GetProperty("situation").GetString()));
        var redirected = await instance.AskAsync(HttpMethod.Get, second, Token);
        Assert.Equal(307, redirected.Status);
        Assert.Equal(first, redirected.Headers["Location"]);
        Assert.Equal(200, (await instance.AskAsync(HttpMethod.Get, redirected.Headers["Location"], Token)).Status);
    }

    [SkippableFact]
    public async Task A_single_soin_takes_no_parameter_that_it_does_not_know()
    {
        var instance = await shared.StartAsync();
        var answer = await instance.AskAsync(HttpMethod.Get, "/v1/soins/8d9f3c1e-0000-8000-8000-000000000000?champs=tous", Token);
        Assert.Equal("parametre-inconnu", answer.Problem(400));
    }

    private static int Version(Answer answer) => answer.Json.GetProperty("version").GetInt32();

    private static string Path(System.Text.Json.JsonElement vue) => $"/v1/soins/{vue.GetProperty("soinId").GetString()}";

    private static async Task<string> PathAsync(TestInstance instance, string adherent) =>
        Path(Assert.Single(await instance.SoinsAsync(adherent)));
}
