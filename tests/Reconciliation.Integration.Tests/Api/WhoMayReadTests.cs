using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Reconciliation.Dev;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Api;

/// <summary>The callers that are let in, the calls open to each, and the record of their access.</summary>
public sealed class WhoMayReadTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    public static TheoryData<string> BadTokens => new(
        "aucun", "n'importe quoi", "expire", "pas encore valable", "autre cle", "autre audience", "autre emetteur", "alg none",
        "charge changee", "sans nom");

    [SkippableTheory]
    [MemberData(nameof(BadTokens))]
    public async Task A_token_that_is_not_good_is_401(string defect)
    {
        var instance = await shared.StartAsync();
        foreach (var path in new[] { "/v1/adherents/A1/soins", "/v1/soins/8d9f3c1e-0000-8000-8000-000000000000", "/v1/nulle-part" })
        {
            var answer = await instance.AskAsync(HttpMethod.Get, path, Token(defect));
            Assert.Equal("non-authentifie", answer.Problem(401));
            Assert.StartsWith("Bearer", answer.Headers["WWW-Authenticate"], StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task The_token_that_the_bad_ones_vary_is_good()
    {
        var instance = await shared.StartAsync();
        Assert.Equal(200, (await instance.AskAsync(HttpMethod.Get, "/v1/adherents/A1/soins", Token("rien"))).Status);
    }

    [SkippableTheory]
    [InlineData(Scopes.Espace, 200, 403)]
    [InlineData(Scopes.Support, 200, 403)]
    [InlineData(Scopes.Supervision, 200, 403)]
    [InlineData(Scopes.Producer, 403, 422)]
    [InlineData("espaces", 403, 403)]
    public async Task Each_scope_opens_its_calls_only(string scope, int reading, int sending)
    {
        var instance = await shared.StartAsync();
        var token = TestInstance.Token(null, scope);

        var wasRead = await instance.AskAsync(HttpMethod.Get, "/v1/adherents/A1/soins", token);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/paiements/ro", UriKind.Relative))
        {
            Content = new StringContent("[]", Encoding.UTF8, "application/json"),
        };
        var sent = await instance.SendAsync(request, token);

        Assert.Equal((reading, sending), (wasRead.Status, sent.Status));
        Assert.All(new[] { wasRead, sent }.Where(a => a.Status == 403), a => Assert.Equal("portee-insuffisante", a.Problem(403)));
    }

    [SkippableFact]
    public async Task A_token_that_names_a_member_reads_that_member_only()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("QUI-A"), PaymentRecords.Ro("QUI-B"));
        var soinDeA = Assert.Single(await instance.SoinsAsync("QUI-A")).GetProperty("soinId").GetString();
        var soinDeB = Assert.Single(await instance.SoinsAsync("QUI-B")).GetProperty("soinId").GetString();
        var token = TestInstance.Token("QUI-A", Scopes.Espace);

        Assert.Equal(200, (await instance.AskAsync(HttpMethod.Get, "/v1/adherents/QUI-A/soins", token)).Status);
        Assert.Equal(200, (await instance.AskAsync(HttpMethod.Get, $"/v1/soins/{soinDeA}", token)).Status);
        Assert.Equal("adherent-interdit", (await instance.AskAsync(HttpMethod.Get, "/v1/adherents/QUI-B/soins", token)).Problem(403));
        Assert.Equal("soin-inconnu", (await instance.AskAsync(HttpMethod.Get, $"/v1/soins/{soinDeB}", token)).Problem(404));
    }

    [SkippableFact]
    public async Task What_agents_read_is_written_down_and_what_the_espace_reads_is_not()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(PaymentRecords.Ro("QUI-C"));
        var id = Assert.Single(await instance.SoinsAsync("QUI-C")).GetProperty("soinId").GetString();
        await instance.ReadAsync($"/v1/soins/{id}", Scopes.Espace);
        Assert.Empty(await AccessesAsync(instance, "QUI-C"));

        await instance.ReadAsync("/v1/adherents/QUI-C/soins", Scopes.Support);
        await instance.ReadAsync($"/v1/soins/{id}", Scopes.Supervision);

        Assert.Equal(["essai listerSoins ", $"essai lireSoin {id}"], await AccessesAsync(instance, "QUI-C"));
    }

    private static async Task<IEnumerable<string>> AccessesAsync(TestInstance instance, string adherent) =>
        (await instance.RowsAsync("SELECT agent, action, soin_id FROM acces WHERE adherent_id = $1 ORDER BY acces_id", adherent))
        .Select(r => $"{r[0]} {r[1]} {r[2]}");

    private static string? Token(string defect)
    {
        var good = TestInstance.Token(null, Scopes.Espace);
        var pieces = good.Split('.');
        return defect switch
        {
            "aucun" => null,
            "n'importe quoi" => "pas.un.jeton",
            "autre cle" => TokenCommand.Sign(RandomNumberGenerator.GetBytes(32), TimeProvider.System, "essai", null, Scopes.Espace),
            "alg none" => $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{pieces[1]}.",
            "charge changee" =>
                $"{pieces[0]}."
                    + Base64UrlEncoder.Encode(Base64UrlEncoder.Decode(pieces[1]).Replace("espace", "support", StringComparison.Ordinal))
                    + $".{pieces[2]}",
            _ => Sign(defect),
        };
    }

    private static string Sign(string defect)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = defect == "autre emetteur" ? "https://ailleurs.example" : Authentication.LocalIssuer,
            Audience = defect == "autre audience" ? "autre-service" : "reconciliation",
            NotBefore = defect == "pas encore valable" ? now.AddHours(1) : now.AddHours(-2),
            Expires = defect == "expire" ? now.AddHours(-1) : now.AddHours(2),
            Claims = new Dictionary<string, object> { ["sub"] = defect == "sans nom" ? " \u200b" : "essai", ["scope"] = Scopes.Espace },
            SigningCredentials = new(new SymmetricSecurityKey(TestInstance.Key), SecurityAlgorithms.HmacSha256),
        });
    }
}
