using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Security;

/// <summary>In production tokens come from an OpenID provider: which are taken, and which are not.</summary>
public sealed class OidcTests(OidcInstance shared) : IClassFixture<OidcInstance>
{
    private const string Path = "/v1/adherents/OIDC-A/soins";

    public static TheoryData<string> BadTokens => new(
        "other issuer", "other audience", "no audience", "expired", "no expiry", "not yet valid", "alg none", "hs256 with the public key",
        "hs256 with the modulus", "rs512", "unknown key", "unknown key under a known name", "no key name and an unknown key",
        "logout token",
        "nobody", "development token", "changed");

    [SkippableTheory]
    [MemberData(nameof(BadTokens))]
    public async Task A_token_that_is_not_good_is_401(string fault)
    {
        var (provider, instance) = await shared.StartAsync();
        Assert.Equal(200, (await instance.AskAsync(HttpMethod.Get, Path, Sign(provider, "nothing"))).Status);
        var answer = await instance.AskAsync(HttpMethod.Get, Path, Sign(provider, fault));
        Assert.Equal("non-authentifie", answer.Problem(401));
    }

    [SkippableFact]
    public async Task A_token_that_points_to_other_keys_is_401_and_they_are_not_asked_for()
    {
        var (provider, instance) = await shared.StartAsync();
        await using var other = await OpenIdProvider.StartAsync();
        var token = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            TokenType = "at+jwt",
            Issuer = provider.Address.AbsoluteUri,
            Audience = "reconciliation",
            Claims = new Dictionary<string, object> { ["sub"] = "intrus", ["scope"] = Scopes.Espace },
            AdditionalHeaderClaims =
                new Dictionary<string, object> { ["jku"] = $"{other.Address}.well-known/jwks", ["x5u"] = other.Address.AbsoluteUri },
            SigningCredentials = other.Signing,
        });

        Assert.Equal("non-authentifie", (await instance.AskAsync(HttpMethod.Get, Path, token)).Problem(401));
        Assert.Equal(0, other.KeyRequests);
    }

    [SkippableFact]
    public async Task A_token_that_an_application_gets_from_the_provider_opens_what_its_scopes_name()
    {
        var (provider, instance) = await shared.StartAsync();
        var token = await provider.TokenAsync(Scopes.Espace, Scopes.Supervision);
        Assert.Equal(200, (await instance.AskAsync(HttpMethod.Get, Path, token)).Status);
        Assert.Equal(200, (await instance.AskAsync(HttpMethod.Get, "/v1/acces?limite=1", token)).Status);
        Assert.Equal(
            403, (await instance.AskAsync(HttpMethod.Get, "/v1/acces?limite=1", await provider.TokenAsync(Scopes.Support))).Status);
    }

    [SkippableFact]
    public async Task What_an_agent_reads_is_recorded_under_the_subject_and_the_application_of_the_token()
    {
        var (provider, instance) = await shared.StartAsync();
        await instance.AskAsync(HttpMethod.Get, "/v1/adherents/OIDC-B/soins", await provider.TokenAsync(Scopes.Support));
        Assert.Equal(
            [OpenIdProvider.Application, OpenIdProvider.Application],
            Assert.Single(await instance.RowsAsync("SELECT agent, client FROM acces WHERE adherent_id = 'OIDC-B'")));
    }

    [SkippableTheory]
    [InlineData("scope", "espace")]
    [InlineData("scope", "openid espace profile")]
    [InlineData("scp", "espace")]
    [InlineData("scope", "openid", "espace")]
    [InlineData("scp", "openid", "espace")]
    public async Task Scopes_are_read_as_a_text_or_a_list_under_either_name(string claim, params string[] scopes)
    {
        var (provider, instance) = await shared.StartAsync();
        var token = Sign(provider, "nothing", (claim, scopes.Length == 1 ? scopes[0] : scopes));
        Assert.Equal(200, (await instance.AskAsync(HttpMethod.Get, Path, token)).Status);
    }

    [SkippableTheory]
    [InlineData("scope", "espaces")]
    [InlineData("scope", "ESPACE")]
    [InlineData("scope", "espace,support")]
    [InlineData("roles", "espace")]
    public async Task What_only_looks_like_a_scope_opens_nothing(string claim, string value)
    {
        var (provider, instance) = await shared.StartAsync();
        Assert.Equal(
            "portee-insuffisante", (await instance.AskAsync(HttpMethod.Get, Path, Sign(provider, "nothing", (claim, value)))).Problem(403));
    }

    [SkippableFact]
    public async Task A_token_that_names_a_member_reads_that_member_only()
    {
        var (provider, instance) = await shared.StartAsync();
        var token = Sign(provider, "nothing", ("scope", "espace"), (Authentication.Adherent, "OIDC-A"));
        Assert.Equal(200, (await instance.AskAsync(HttpMethod.Get, Path, token)).Status);
        Assert.Equal("adherent-interdit", (await instance.AskAsync(HttpMethod.Get, "/v1/adherents/OIDC-B/soins", token)).Problem(403));
        var empty = Sign(provider, "nothing", ("scope", "espace"), (Authentication.Adherent, ""));
        Assert.Equal("adherent-interdit", (await instance.AskAsync(HttpMethod.Get, Path, empty)).Problem(403));
    }

    [Theory]
    [InlineData("http://identite.example")]
    [InlineData("http://10.0.0.1:8080")]
    [InlineData("ftp://identite.example")]
    [InlineData("identite.example")]
    [InlineData("/realms/mgen")]
    public void An_authority_that_could_be_impersonated_is_refused(string authority)
    {
        var refused = Assert.Throws<StartupRefusedException>(() =>
            new ServiceCollection().AddAuthenticationAndScopes(
                new Settings { Postgres = "", Authority = authority, Streams = PaymentStreams.Product }));
        Assert.Contains("RECONCILIATION_AUTHORITY", refused.Message, StringComparison.Ordinal);
    }

    private static string Sign(OpenIdProvider provider, string fault, params (string Name, object Value)[] claims)
    {
        var key = (RsaSecurityKey)provider.Signing.Key;
        if (fault == "development token")
        {
            return TestInstance.Token(null, Scopes.Espace);
        }

        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var token = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = fault switch { "logout token" => "logout+jwt", _ => "at+jwt" },
            Issuer = fault == "other issuer" ? "https://ailleurs.example/" : provider.Address.AbsoluteUri,
            Audience = fault switch { "other audience" => "autre-service", "no audience" => null, _ => "reconciliation" },
            NotBefore = fault == "not yet valid" ? now.AddHours(1) : now.AddHours(-2),
            Expires = fault switch { "expired" => now.AddMinutes(-5), "no expiry" => null, _ => now.AddHours(2) },
            Claims = new Dictionary<string, object>(
                (claims.Length > 0 ? claims : [("scope", Scopes.Espace)]).Select(c => KeyValuePair.Create(c.Name, c.Value)))
            {
                ["sub"] = fault == "nobody" ? "" : "quelqu'un",
            },
            SigningCredentials = fault switch
            {
                "hs256 with the public key" =>
                    new(new SymmetricSecurityKey(
                        Encoding.ASCII.GetBytes(key.Rsa.ExportSubjectPublicKeyInfoPem()))
                    { KeyId = key.KeyId },
                        SecurityAlgorithms.HmacSha256),
                "hs256 with the modulus" =>
                    new(new SymmetricSecurityKey(
                        key.Rsa.ExportParameters(false).Modulus)
                    { KeyId = key.KeyId }, SecurityAlgorithms.HmacSha256),
                "rs512" => new(key, SecurityAlgorithms.RsaSha512),
                "unknown key" => New("inconnue"),
                "unknown key under a known name" => New(key.KeyId),
                "no key name and an unknown key" => New(null),
                _ => provider.Signing,
            },
        });
        var parts = token.Split('.');
        return fault switch
        {
            "alg none" => $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"at+jwt"}""")}.{parts[1]}.",
            "changed" =>
                $"{parts[0]}."
                    + Base64UrlEncoder.Encode(Base64UrlEncoder.Decode(parts[1]).Replace("espace", "support", StringComparison.Ordinal))
                    + $".{parts[2]}",
            _ => token,
        };
    }

    private static SigningCredentials New(string? name) =>
        new(new RsaSecurityKey(RSA.Create(2048)) { KeyId = name }, SecurityAlgorithms.RsaSha256);
}

/// <summary>A provider, and an instance that takes its tokens.</summary>
public sealed class OidcInstance : IAsyncLifetime
{
    private readonly Lazy<Task<(OpenIdProvider Provider, TestInstance Instance)>> _pair;
    private TestDatabase? _database;

    public OidcInstance() => _pair = new(StartPairAsync);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_pair is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await _pair.Value.Result.Instance.DisposeAsync();
            await _pair.Value.Result.Provider.DisposeAsync();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    /// <summary>Both; the first call starts them.</summary>
    internal Task<(OpenIdProvider Provider, TestInstance Instance)> StartAsync() => _pair.Value;

    private async Task<(OpenIdProvider Provider, TestInstance Instance)> StartPairAsync()
    {
        _database = await TestDatabase.CreateAsync(TestInstance.Schema);
        var provider = await OpenIdProvider.StartAsync();
        var instance = await TestInstance.StartAsync(_database, engine: false, authority: provider.Address);
        var token = await provider.TokenAsync(Scopes.Espace);
        await Eventually.HoldsAsync("the provider is known", async () =>
            (await instance.AskAsync(HttpMethod.Get, "/v1/adherents/OIDC-A/soins", token)).Status == 200);
        return (provider, instance);
    }
}
