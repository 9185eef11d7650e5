using System.Text.Json;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Tests;
using Xunit;

namespace Reconciliation.Integration.Tests.Contract;

/// <summary>
/// Clients as other teams make them: generated from the committed description, compiled, and run against an instance. Each program does
/// and says the same, so a member that a generator loses or gives another type shows in a line that differs.
/// </summary>
public sealed class GeneratedClientsTests(SharedInstance shared, ContractTools tools)
    : IClassFixture<SharedInstance>, IClassFixture<ContractTools>
{
    private static readonly string[] Expected =
    [
        "sent 3",
        "refused montant deuxDecimales",
        "pages 2 1",
        "read enRetard 21",
        "followed 3 then complet 30",
        "error urn:reconciliation:probleme:soin-inconnu 404",
    ];

    [SkippableTheory]
    [InlineData("kiota-csharp")]
    [InlineData("kiota-typescript")]
    [InlineData("nswag")]
    [InlineData("openapi-typescript")]
    [InlineData("orval")]
    public async Task A_client_sends_reads_pages_follows_and_tells_an_error_by_its_type(string generator)
    {
        LongRun.OrSkip();
        var instance = await shared.StartAsync();
        var adherent = "GEN-" + generator.ToUpperInvariant();
        var said = await tools.RunAsync(
            new Dictionary<string, string>
            {
                ["RECONCILIATION_URL"] = instance.Address.GetLeftPart(UriPartial.Authority),
                ["RECONCILIATION_JETON_ESPACE"] = TestInstance.Token(null, Scopes.Espace),
                ["RECONCILIATION_JETON_PRODUCTEUR"] = TestInstance.Token(null, Scopes.Producer),
                ["RECONCILIATION_ADHERENT"] = adherent,
            },
            "client", generator);
        Assert.Equal(Expected, said);

        // The instance has what the client said.
        var views = await instance.SoinsAsync(adherent);
        Assert.Equal(["complet", "enRetard", "enRetard"], views.Select(Situation));
        Assert.Equal([2, 1, 1], views.Select(v => v.GetProperty("version").GetInt32()));
    }

    private static string Situation(JsonElement view) => view.GetProperty("situation").GetString()!;
}
