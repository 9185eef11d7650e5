using System.Diagnostics;
using System.Globalization;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Integration.Tests.Servers;
using Xunit;

namespace Reconciliation.Integration.Tests.Security;

/// <summary>The provider changes its keys, and goes away, while the service runs.</summary>
public sealed class AuthorityTests : IAsyncLifetime
{
    private const string Path = "/v1/adherents/CLE-A/soins";

    private TestDatabase? _database;
    private OpenIdProvider? _provider;
    private TestInstance? _instance;

    private OpenIdProvider Provider => _provider!;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var thing in new IAsyncDisposable?[] { _instance, _provider, _database })
        {
            if (thing is not null)
            {
                await thing.DisposeAsync();
            }
        }
    }

    [SkippableFact]
    public async Task A_new_key_is_taken_without_a_restart_and_the_old_one_as_long_as_it_is_published()
    {
        await StartAsync();
        var old = await KnownAsync();

        Provider.Rotate(removed: false);

        var @new = await Provider.TokenAsync(Scopes.Espace);
        Assert.NotEqual(KeyOf(old), KeyOf(@new));
        await Eventually.HoldsAsync("the new key is taken", async () => await StatusAsync(@new) == 200);
        Assert.Equal(200, await StatusAsync(old));
    }

    [SkippableFact]
    public async Task A_key_that_was_retired_is_refused_once_its_successor_has_been_seen()
    {
        await StartAsync();
        var old = await KnownAsync();

        Provider.Rotate(removed: true);

        var @new = await Provider.TokenAsync(Scopes.Espace);
        await Eventually.HoldsAsync("the new key is taken", async () => await StatusAsync(@new) == 200);
        Assert.Equal(401, await StatusAsync(old));
    }

    [SkippableFact]
    public async Task Tokens_with_invented_keys_do_not_make_the_service_ask_the_provider_each_time()
    {
        await StartAsync();
        await KnownAsync();
        var (asked, start) = (Provider.KeyRequests, Stopwatch.GetTimestamp());

        for (var i = 0; i < 40; i++)
        {
            Assert.Equal(401, await StatusAsync(Invented($"inventee-{i}")));
        }

        var allowed = 2 + (int)(Stopwatch.GetElapsedTime(start) / TimeSpan.FromSeconds(30));
        Assert.InRange(Provider.KeyRequests - asked, 0, allowed);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task While_the_provider_has_never_answered_callers_are_asked_to_try_again_soon(bool silent)
    {
        await StartAsync();
        var token = await Provider.TokenAsync(Scopes.Espace);
        (Provider.Away, Provider.Silent) = (!silent, silent);

        var start = Stopwatch.GetTimestamp();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _instance!.AskAsync(HttpMethod.Get, Path, token)));

        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(25), $"{Stopwatch.GetElapsedTime(start)}");
        Assert.All(answers, answer =>
        {
            Assert.Equal("indisponible", answer.Problem(503));
            Assert.InRange(int.Parse(answer.Headers["Retry-After"], CultureInfo.InvariantCulture), 1, 60);
        });
        Assert.Equal(401, (await _instance!.AskAsync(HttpMethod.Get, Path, null)).Status);
        Assert.Equal(200, (await _instance!.AskAsync(HttpMethod.Get, "/health/ready", null)).Status);

        (Provider.Away, Provider.Silent) = (false, false);
        await Eventually.HoldsAsync("the token is taken", async () => await StatusAsync(token) == 200);
    }

    [SkippableFact]
    public async Task A_provider_that_goes_away_later_leaves_its_keys_in_force()
    {
        await StartAsync();
        var token = await KnownAsync();

        Provider.Away = true;

        Assert.Equal(401, await StatusAsync(Invented("inventee")));
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(200, await StatusAsync(token));
        }
    }

    private async Task StartAsync()
    {
        _database = await TestDatabase.CreateAsync(TestInstance.Schema);
        _provider = await OpenIdProvider.StartAsync();
        _instance = await TestInstance.StartAsync(_database, engine: false, authority: _provider.Address);
    }

    // A token that the service takes: it has read the keys.
    private async Task<string> KnownAsync()
    {
        var token = await Provider.TokenAsync(Scopes.Espace);
        await Eventually.HoldsAsync("the provider is known", async () => await StatusAsync(token) == 200);
        return token;
    }

    private async Task<int> StatusAsync(string token) => (await _instance!.AskAsync(HttpMethod.Get, Path, token)).Status;

    private static string KeyOf(string token) => new JsonWebToken(token).Kid;

    private string Invented(string name)
    {
        using var rsa = System.Security.Cryptography.RSA.Create(2048);
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            TokenType = "at+jwt",
            Issuer = Provider.Address.AbsoluteUri,
            Audience = "reconciliation",
            Claims = new Dictionary<string, object> { ["sub"] = "intrus", ["scope"] = Scopes.Espace },
            SigningCredentials = new(
                new RsaSecurityKey(rsa) { KeyId = name, CryptoProviderFactory = new() { CacheSignatureProviders = false } },
                SecurityAlgorithms.RsaSha256),
        });
    }
}
