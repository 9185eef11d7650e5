using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Security;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.ConsolePages;

/// <summary>The authority ends sessions by a token of its own, and nobody else by anything.</summary>
public sealed class LogoutTokenTests
{
    private const string Events = "\"events\":{\"http://schemas.openid.net/event/backchannel-logout\":{}}";

    [SkippableFact]
    public async Task A_logout_token_ends_the_sessions_that_it_names_and_no_other_token_does()
    {
        await using var provider = await OpenIdProvider.StartAsync();
        await using var database = await TestDatabase.CreateAsync(TestInstance.Schema);
        await using var instance = await TestInstance.StartAsync(database, engine: false, console: true, authority: provider.Address);
        foreach (var (agent, sid) in new[] { ("anne", "s1"), ("anne", "s2"), ("anne", "s3"), ("bruno", "s4") })
        {
            await instance.RowsAsync(
                "INSERT INTO session (session_id, agent, roles, session_autorite, commencee_le) "
                    + "VALUES (gen_random_uuid(), $1, 'support', $2, now())",
                agent, sid);
        }

        string[] refused =
        [
            "", "pas.un.jeton",
            Sign(provider, "\"sub\":\"anne\""),
            Sign(provider, $"\"sub\":\"anne\",\"nonce\":\"n\",{Events}"),
            Sign(provider, "\"sub\":\"anne\",\"events\":{\"autre\":{}}"),
            Sign(provider, "\"sub\":\"anne\",\"events\":[]"),
            Sign(provider, Events),
            Sign(provider, $"\"sub\":\"anne\",{Events}", audience: "reconciliation"),
            Sign(provider, $"\"sub\":\"anne\",{Events}", issuer: "https://ailleurs.example/"),
            Sign(provider, $"\"sub\":\"anne\",{Events}", age: TimeSpan.FromHours(2)),
            Sign(provider, $"\"sub\":\"anne\",{Events}")[..^4] + "AAAA",
        ];
        foreach (var token in refused)
        {
            Assert.Equal(400, await PostAsync(instance, token));
        }

        Assert.Equal(["s1", "s2", "s3", "s4"], await GoingOnAsync(instance));
        Assert.Equal(200, await PostAsync(instance, Sign(provider, $"\"sub\":\"anne\",\"sid\":\"s2\",{Events}")));
        Assert.Equal(["s1", "s3", "s4"], await GoingOnAsync(instance));
        Assert.Equal(200, await PostAsync(instance, Sign(provider, $"\"sub\":\"anne\",{Events}")));
        Assert.Equal(["s4"], await GoingOnAsync(instance));
    }

    private static async Task<List<string>> GoingOnAsync(TestInstance instance) =>
        [
            .. (await instance.RowsAsync("SELECT session_autorite FROM session WHERE finie_le IS NULL ORDER BY 1"))
                .Select(r => (string)r[0]!),
        ];

    private static async Task<int> PostAsync(TestInstance instance, string token)
    {
        using var client = instance.Client();
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("logout_token", token)]);
        using var answer = await client.PostAsync(new Uri("/connexion/fin-de-session", UriKind.Relative), form);
        return (int)answer.StatusCode;
    }

    private static string Sign(
        OpenIdProvider provider, string claims, string? issuer = null, string audience = OpenIdProvider.Console, TimeSpan age = default)
    {
        var key = (RsaSecurityKey)provider.Signing.Key;
        var now = TimeProvider.System.GetUtcNow() - age;
        var payload = $$"""
            {"iss":"{{issuer ?? provider.Address.AbsoluteUri}}","aud":"{{audience}}","jti":"{{now.Ticks}}",{{claims}},
             "iat":{{now.ToUnixTimeSeconds()}},"exp":{{now.AddMinutes(2).ToUnixTimeSeconds()}}}
            """;
        var head = $$"""{"alg":"RS256","kid":"{{key.KeyId}}","typ":"logout+jwt"}""";
        var content = $"{Base64UrlEncoder.Encode(head)}.{Base64UrlEncoder.Encode(payload)}";
        var signature = key.Rsa.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{content}.{Base64UrlEncoder.Encode(signature)}";
    }
}
