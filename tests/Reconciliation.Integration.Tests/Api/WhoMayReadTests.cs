using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Reconciliation.Core;
using Reconciliation.Dev;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Recon;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Api;

/// <summary>Who is let in, to what, and what is written down of it.</summary>
public sealed class WhoMayReadTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    public static TheoryData<string> MauvaisJetons => new(
        "aucun", "n'importe quoi", "expire", "pas encore valable", "autre cle", "autre audience", "autre emetteur", "alg none", "charge changee");

    [SkippableTheory]
    [MemberData(nameof(MauvaisJetons))]
    public async Task A_token_that_is_not_good_is_401(string defaut)
    {
        var instance = await shared.StartAsync();
        foreach (var chemin in new[] { "/v1/adherents/A1/soins", "/v1/soins/8d9f3c1e-0000-8000-8000-000000000000", "/v1/nulle-part" })
        {
            var answer = await instance.AskAsync(HttpMethod.Get, chemin, Jeton(defaut));
            Assert.Equal("non-authentifie", answer.Problem(401));
            Assert.StartsWith("Bearer", answer.Headers["WWW-Authenticate"], StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task The_token_that_the_bad_ones_vary_is_good()
    {
        var instance = await shared.StartAsync();
        Assert.Equal(200, (await instance.AskAsync(HttpMethod.Get, "/v1/adherents/A1/soins", Jeton("rien"))).Status);
    }

    [SkippableTheory]
    [InlineData(Portees.Espace, 200, 403)]
    [InlineData(Portees.Support, 200, 403)]
    [InlineData(Portees.Supervision, 200, 403)]
    [InlineData(Portees.Producteur, 403, 422)]
    [InlineData("espaces", 403, 403)]
    public async Task Each_scope_opens_its_calls_only(string portee, int lecture, int envoi)
    {
        var instance = await shared.StartAsync();
        var token = TestInstance.Token(null, portee);

        var lu = await instance.AskAsync(HttpMethod.Get, "/v1/adherents/A1/soins", token);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/paiements/ro", UriKind.Relative))
        {
            Content = new StringContent("[]", Encoding.UTF8, "application/json"),
        };
        var envoye = await instance.SendAsync(request, token);

        Assert.Equal((lecture, envoi), (lu.Status, envoye.Status));
        Assert.All(new[] { lu, envoye }.Where(a => a.Status == 403), a => Assert.Equal("portee-insuffisante", a.Problem(403)));
    }

    [SkippableFact]
    public async Task A_token_that_names_a_member_reads_that_member_only()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(Paiements.Ro("QUI-A"), Paiements.Ro("QUI-B"));
        var soinDeA = Assert.Single(await instance.SoinsAsync("QUI-A")).GetProperty("soinId").GetString();
        var soinDeB = Assert.Single(await instance.SoinsAsync("QUI-B")).GetProperty("soinId").GetString();
        var token = TestInstance.Token("QUI-A", Portees.Espace);

        Assert.Equal(200, (await instance.AskAsync(HttpMethod.Get, "/v1/adherents/QUI-A/soins", token)).Status);
        Assert.Equal(200, (await instance.AskAsync(HttpMethod.Get, $"/v1/soins/{soinDeA}", token)).Status);
        Assert.Equal("adherent-interdit", (await instance.AskAsync(HttpMethod.Get, "/v1/adherents/QUI-B/soins", token)).Problem(403));
        Assert.Equal("soin-inconnu", (await instance.AskAsync(HttpMethod.Get, $"/v1/soins/{soinDeB}", token)).Problem(404));
    }

    [SkippableFact]
    public async Task What_agents_read_is_written_down_and_what_the_espace_reads_is_not()
    {
        var instance = await shared.StartAsync();
        await instance.RoAsync(Paiements.Ro("QUI-C"));
        var id = Assert.Single(await instance.SoinsAsync("QUI-C")).GetProperty("soinId").GetString();
        await instance.ReadAsync($"/v1/soins/{id}", Portees.Espace);
        Assert.Empty(await AccesAsync(instance, "QUI-C"));

        await instance.ReadAsync("/v1/adherents/QUI-C/soins", Portees.Support);
        await instance.ReadAsync($"/v1/soins/{id}", Portees.Supervision);

        Assert.Equal(["essai listerSoins ", $"essai lireSoin {id}"], await AccesAsync(instance, "QUI-C"));
    }

    private static async Task<IEnumerable<string>> AccesAsync(TestInstance instance, string adherent) =>
        (await instance.RowsAsync("SELECT agent, action, soin_id FROM acces WHERE adherent_id = $1 ORDER BY acces_id", adherent))
        .Select(r => $"{r[0]} {r[1]} {r[2]}");

    private static string? Jeton(string defaut)
    {
        var bon = TestInstance.Token(null, Portees.Espace);
        var parties = bon.Split('.');
        return defaut switch
        {
            "aucun" => null,
            "n'importe quoi" => "pas.un.jeton",
            "autre cle" => TokenCommand.Signer(RandomNumberGenerator.GetBytes(32), TimeProvider.System, "essai", null, Portees.Espace),
            "alg none" => $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{parties[1]}.",
            "charge changee" => $"{parties[0]}.{Base64UrlEncoder.Encode(Base64UrlEncoder.Decode(parties[1]).Replace("espace", "support", StringComparison.Ordinal))}.{parties[2]}",
            _ => Signer(defaut),
        };
    }

    private static string Signer(string defaut)
    {
        var maintenant = TimeProvider.System.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = defaut == "autre emetteur" ? "https://ailleurs.example" : Authentification.EmetteurLocal,
            Audience = defaut == "autre audience" ? "autre-service" : "reconciliation",
            NotBefore = defaut == "pas encore valable" ? maintenant.AddHours(1) : maintenant.AddHours(-2),
            Expires = defaut == "expire" ? maintenant.AddHours(-1) : maintenant.AddHours(2),
            Claims = new Dictionary<string, object> { ["sub"] = "essai", ["scope"] = Portees.Espace },
            SigningCredentials = new(new SymmetricSecurityKey(TestInstance.Key), SecurityAlgorithms.HmacSha256),
        });
    }
}
