using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Quarantine;
using Xunit;

namespace Reconciliation.Integration.Tests.Security;

/// <summary>The second person of a correction is one of whom the authority states a sign-in; an application is none, by any name.</summary>
public sealed class PersonClaimsTests(SharedInstance shared) : IClassFixture<SharedInstance>
{
    public static TheoryData<string, bool> Tokens => new()
    {
        // Applications that come for themselves, with a subject of their own as authorities give service accounts one.
        { "", false },
        { ",\"client_id\":\"outil\"", false },
        { ",\"azp\":\"outil\",\"preferred_username\":\"service-account-outil\",\"acr\":\"1\"", false },
        { ",\"azp\":\"outil\",\"gty\":\"client-credentials\",\"auth_time\":1790000000", false },
        { ",\"appid\":\"outil\",\"idtyp\":\"app\",\"amr\":[\"pwd\"]", false },
        { ",\"client_id\":\"cheffe\",\"auth_time\":1790000000", false },
        { ",\"azp\":\"cheffe\",\"auth_time\":1790000000", false },
        { ",\"cid\":\"cheffe\",\"amr\":[\"pwd\"]", false },
        { ",\"appid\":\"cheffe\",\"amr\":[\"pwd\"]", false },

        // A sign-in that is stated in no plain way is none.
        { ",\"auth_time\":0", false },
        { ",\"auth_time\":null", false },
        { ",\"auth_time\":\"\"", false },
        { ",\"auth_time\":{\"a\":1}", false },
        { ",\"auth_time\":false", false },
        { ",\"amr\":[]", false },
        { ",\"amr\":[[\"pwd\"]]", false },
        { ",\"amr\":\" \"", false },

        { ",\"client_id\":\"console-de-la-caisse\",\"auth_time\":1790000000", true },
        { ",\"azp\":\"console-de-la-caisse\",\"amr\":[\"pwd\",\"otp\"]", true },
        { ",\"amr\":\"pwd\"", true },
    };

    [SkippableTheory]
    [MemberData(nameof(Tokens))]
    public async Task Only_a_token_that_states_a_sign_in_confirms_what_another_proposed(string claims, bool isPerson)
    {
        var instance = await shared.StartAsync();
        var subject = $"SIGNE-{Convert.ToHexString(Encoding.UTF8.GetBytes(claims)).GetHashCode(StringComparison.Ordinal):X}";
        var id = await instance.RefusedAsync(PaymentRecords.Ro(subject).WithRaw("taux", "170"));
        var body = QuarantineCalls.Corrected(PaymentRecords.Ro(subject).With("adherentId", "VICTIME-S"), "rectifié");
        Assert.Equal(422, (await ReplayAsync(instance, id, Token("premier", ",\"auth_time\":1790000000"), body)).Status);

        var answer = await ReplayAsync(instance, id, Token("cheffe", claims), body);

        Assert.True(answer.Status == (isPerson ? 202 : 422), $"{claims}: {answer.Status} {answer.Text}");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" , ")]
    [InlineData("sub")]
    [InlineData("auth_time,azp")]
    [InlineData("=person")]
    [InlineData("type=")]
    public void A_setting_that_would_take_any_token_for_a_persons_is_refused(string setting) =>
        Assert.Contains(
            "RECONCILIATION_PERSONNES",
            Assert.Throws<StartupRefusedException>(() => PersonClaims.Read(setting)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("sid", "sid", "s-1", true)]
    [InlineData("sid", "auth_time", "1790000000", false)]
    [InlineData("type=personne, sid", "type", "personne", true)]
    [InlineData("type=personne", "type", "application", false)]
    public void An_installation_names_the_claims_of_its_authority(string setting, string claim, string value, bool isPerson) =>
        Assert.Equal(isPerson, PersonClaims.Read(setting).AreOf(new(new System.Security.Claims.ClaimsIdentity(
            [new("sub", "cheffe"), new(claim, value)], "essai", "sub", null))));

    private static string Token(string subject, string claims)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            $$"""
            {"iss":"{{Authentication.LocalIssuer}}","aud":"reconciliation","exp":{{now + 3600}},"sub":"{{subject}}",
             "scope":"support supervision"{{claims}}}
            """,
            new SigningCredentials(new SymmetricSecurityKey(TestInstance.Key), SecurityAlgorithms.HmacSha256));
    }

    private static async Task<Answer> ReplayAsync(TestInstance instance, long id, string token, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/v1/quarantaine/{id}/rejouer", UriKind.Relative));
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        return await instance.SendAsync(request, token);
    }
}
