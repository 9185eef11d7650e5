using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;
using Reconciliation.Integration.Tests.Hosts;
using Xunit;

namespace Reconciliation.Integration.Tests.Security.Attacks;

/// <summary>Signed tokens of every shape that JSON allows: a claim of an odd shape closes, and opens nothing.</summary>
public sealed class TokenShapeTests(OidcInstance shared) : IClassFixture<OidcInstance>
{
    private const string Own = "/v1/adherents/OIDC-A/soins", Others = "/v1/adherents/OIDC-B/soins";

    private static readonly string[] AllCalls =
        [Own, Others, "/v1/flux", "/v1/adherents/OIDC-A/synthese", "/v1/recherche?q=OIDC-A", "/v1/quarantaine", "/v1/acces"];

    [SkippableTheory]
    [InlineData(null)]
    [InlineData("JWT")]
    [InlineData("jwt")]
    [InlineData("Jwt")]
    [InlineData("at+jwt")]
    [InlineData("AT+JWT")]
    [InlineData("application/at+jwt")]
    [InlineData("application/jwt")]
    public async Task The_type_is_optional_and_its_case_counts_for_nothing(string? type)
    {
        var (provider, instance) = await shared.StartAsync();
        var typ = type is null ? "" : $",\"typ\":\"{type}\"";
        Assert.Equal(200, await StatusAsync(instance, Own, Sign(provider, "\"scope\":\"espace\"", typ)));
    }

    [SkippableTheory]
    [InlineData(",\"typ\":\"logout+jwt\"")]
    [InlineData(",\"typ\":\"secevent+jwt\"")]
    [InlineData(",\"typ\":\"dpop+jwt\"")]
    [InlineData(",\"typ\":\"application/json\"")]
    [InlineData(",\"crit\":[\"exp\"]")]
    [InlineData(",\"crit\":[\"https://exemple.fr/inconnu\"],\"https://exemple.fr/inconnu\":true")]
    [InlineData(",\"crit\":[]")]
    [InlineData(",\"crit\":\"b64\",\"b64\":false")]
    [InlineData("", ",\"nonce\":\"n\"")]
    [InlineData("", ",\"events\":{\"http://schemas.openid.net/event/backchannel-logout\":{}}")]
    public async Task A_token_of_another_use_or_with_what_must_be_understood_is_401(string header, string payload = "")
    {
        var (provider, instance) = await shared.StartAsync();
        Assert.Equal(401, await StatusAsync(instance, Own, Sign(provider, $"\"scope\":\"espace\"{payload}", header)));
    }

    [SkippableTheory]
    [InlineData("\"\"")]
    [InlineData("\"  \"")]
    [InlineData("\"\\t\"")]
    [InlineData("\"\\u200b\"")]
    [InlineData("\"\\u00ad\\u0301\"")]
    [InlineData("\"\\u3164\"")]
    [InlineData("\"\\u2800\"")]
    [InlineData("null")]
    public async Task A_token_of_whose_subject_nothing_is_seen_is_401(string subject)
    {
        var (provider, instance) = await shared.StartAsync();
        Assert.Equal(401, await StatusAsync(instance, Own, Sign(provider, "\"scope\":\"espace support\"", subject: subject)));
    }

    public static TheoryData<string> Nobody => new(
        "[]", "null", "{}", "12", "0", "true", "false", "[null]", "[[]]", "[[\"OIDC-A\"]]", "[12]", "[\"OIDC-A\",5]",
        "{\"id\":\"OIDC-A\"}", "\"\"",
        "\"  \"", "[\"\"]", "\"OIDC-A\",\"adherent\":[]", "[],\"adherent\":\"OIDC-A\"");

    [SkippableTheory]
    [MemberData(nameof(Nobody))]
    public async Task A_token_that_names_members_in_no_plain_way_reads_nobody(string adherent)
    {
        var (provider, instance) = await shared.StartAsync();
        foreach (var scope in new[] { "espace", "adherent", "espace support supervision", "espace adherent" })
        {
            var token = Sign(provider, $"\"scope\":\"{scope}\",\"adherent\":{adherent}");
            foreach (var call in AllCalls)
            {
                // The feed is read as far as it is theirs: nothing of it is.
                var answer = await instance.AskAsync(HttpMethod.Get, call, token);
                Assert.True(
                    answer.Status == 403
                        || (call == "/v1/flux" && answer.Text.StartsWith("{\"elements\":[]", StringComparison.Ordinal)),
                    $"{scope} {call}: {answer.Status}");
            }
        }
    }

    [SkippableFact]
    public async Task Reading_without_a_member_needs_a_scope_of_its_own()
    {
        var (provider, instance) = await shared.StartAsync();
        var nobody = Sign(provider, "\"scope\":\"adherent\"");
        var member = Sign(provider, "\"scope\":\"adherent\",\"adherent\":\"OIDC-A\"");
        var family = Sign(provider, "\"scope\":\"adherent\",\"adherent\":[\"OIDC-A\",\"OIDC-B\"]");
        Assert.Equal((403, 403), (await StatusAsync(instance, Own, nobody), await StatusAsync(instance, "/v1/flux", nobody)));
        Assert.Equal((200, 403), (await StatusAsync(instance, Own, member), await StatusAsync(instance, Others, member)));
        Assert.Equal((200, 200), (await StatusAsync(instance, Own, family), await StatusAsync(instance, Others, family)));
        Assert.Equal(403, await StatusAsync(instance, "/v1/adherents/OIDC-C/soins", family));
    }

    [SkippableTheory]
    [InlineData("{\"a\":\"espace\"}")]
    [InlineData("{\"a\":\" espace \"}")]
    [InlineData("{\" espace \":1}")]
    [InlineData("[[\"espace\"]]")]
    [InlineData("[\"openid\",{\"x\":\" espace \"}]")]
    [InlineData("[[\" espace \"],\" support\\tespace\"]")]
    [InlineData("null")]
    [InlineData("5")]
    public async Task A_scope_is_a_text_or_a_list_of_texts(string scope)
    {
        var (provider, instance) = await shared.StartAsync();
        foreach (var name in new[] { "scope", "scp" })
        {
            foreach (var call in AllCalls)
            {
                Assert.Equal(403, await StatusAsync(instance, call, Sign(provider, $"\"{name}\":{scope}")));
            }
        }
    }

    private static async Task<int> StatusAsync(TestInstance instance, string path, string token) =>
        (await instance.AskAsync(HttpMethod.Get, path, token)).Status;

    private static string Sign(OpenIdProvider provider, string claims, string header = "", string subject = "\"quelqu'un\"")
    {
        var key = (RsaSecurityKey)provider.Signing.Key;
        var now = TimeProvider.System.GetUtcNow();
        var payload = $$"""
            {"iss":"{{provider.Address.AbsoluteUri}}","aud":"reconciliation","sub":{{subject}},{{claims}},
             "iat":{{now.ToUnixTimeSeconds()}},"exp":{{now.AddHours(1).ToUnixTimeSeconds()}}}
            """;
        var head = $$"""{"alg":"RS256","kid":"{{key.KeyId}}"{{header}}}""";
        var content = $"{Base64UrlEncoder.Encode(head)}.{Base64UrlEncoder.Encode(payload)}";
        var signature = key.Rsa.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{content}.{Base64UrlEncoder.Encode(signature)}";
    }
}
