using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Reconciliation.Hosting;
using Xunit;

namespace Reconciliation.Integration.Tests.Bus.Webhooks;

/// <summary>A subscriber that would get members' data to a wrong place, or could not tell who sent it, is refused.</summary>
public sealed class WebhookSettingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("reconciliation-webhooks-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_subscriber_is_read_with_both_secrets()
    {
        var (secret, previous) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(24));
        var subscriber = Assert.Single(Read(
            true, ("Nom", "espace"), ("Url", "https://espace.example/evenements"), ("SecretFichier", Secret(secret)),
            ("SecretPrecedentFichier", Secret(previous)), ("Adherent", "A0001234"), ("DepuisLeDebut", "true")));
        Assert.Equal(("espace", "A0001234", true), (subscriber.Name, subscriber.AdherentId, subscriber.FromBeginning));
        Assert.Equal([secret, previous], subscriber.Secrets);
        Assert.Equal("espace", subscriber.ToString());
        Assert.Empty(WebhookConfiguration.Read(new ConfigurationBuilder().Build(), false));
    }

    [Theory]
    [InlineData("https://espace.example/", false, true)]
    [InlineData("http://127.0.0.1:8080/", true, true)]
    [InlineData("http://localhost/", true, true)]
    [InlineData("http://127.0.0.1:8080/", false, false)]
    [InlineData("http://espace.example/", true, false)]
    [InlineData("https://nom:passe@espace.example/", false, false)]
    [InlineData("https://espace.example/#la", false, false)]
    [InlineData("file:///etc/passwd", true, false)]
    [InlineData("/evenements", true, false)]
    public void An_address_is_https_or_this_machine_in_development(string url, bool isLocal, bool isTaken) => Assert.Equal(
        isTaken, IsTaken(isLocal, ("Nom", "a"), ("Url", url), ("SecretFichier", Secret(RandomNumberGenerator.GetBytes(24)))));

    [Theory]
    [InlineData(23, false)]
    [InlineData(24, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void A_secret_has_the_length_that_the_specification_says(int bytes, bool isTaken) => Assert.Equal(
        isTaken,
        IsTaken(false, ("Nom", "a"), ("Url", "https://a.example/"), ("SecretFichier", Secret(RandomNumberGenerator.GetBytes(bytes)))));

    [Theory]
    [InlineData("whsec_pas du base64")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("")]
    public void A_refused_secret_is_not_repeated(string text)
    {
        var file = Path.Combine(_folder, "secret");
        File.WriteAllText(file, text);
        var refused = Assert.Throws<StartupRefusedException>(
            () => Read(false, ("Nom", "a"), ("Url", "https://a.example/"), ("SecretFichier", file)));
        Assert.Contains("RECONCILIATION_Webhooks__0__SecretFichier", refused.Message, StringComparison.Ordinal);
        Assert.True(text.Length == 0 || !refused.Message.Contains(text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Espace")]
    [InlineData("1a")]
    [InlineData("a b")]
    [InlineData("abcdefghijklmnopqrstuvwxyz1234567")]
    public void A_name_is_a_label_of_metrics(string name) => Assert.False(IsTaken(
        false, ("Nom", name), ("Url", "https://a.example/"), ("SecretFichier", Secret(RandomNumberGenerator.GetBytes(24)))));

    [Fact]
    public void Two_of_one_name_are_refused()
    {
        var file = Secret(RandomNumberGenerator.GetBytes(24));
        var values = Enumerable.Range(0, 2).SelectMany(n => new Dictionary<string, string?>
        {
            [$"Webhooks:{n}:Nom"] = "a",
            [$"Webhooks:{n}:Url"] = "https://a.example/",
            [$"Webhooks:{n}:SecretFichier"] = file,
        });
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        Assert.Throws<StartupRefusedException>(() => WebhookConfiguration.Read(configuration, false));
    }

    private static IReadOnlyList<WebhookSubscriber> Read(bool isLocal, params (string Name, string Value)[] members) =>
        WebhookConfiguration.Read(
            new ConfigurationBuilder()
                .AddInMemoryCollection(members.ToDictionary(m => $"Webhooks:0:{m.Name}", m => (string?)m.Value)).Build(),
            isLocal);

    private static bool IsTaken(bool isLocal, params (string Name, string Value)[] members)
    {
        try
        {
            return Read(isLocal, members).Count == 1;
        }
        catch (StartupRefusedException)
        {
            return false;
        }
    }

    private string Secret(byte[] bytes)
    {
        var file = Path.Combine(_folder, $"secret-{Directory.GetFiles(_folder).Length}");
        File.WriteAllText(file, WebhookSubscriber.SecretPrefix + Convert.ToBase64String(bytes) + "\n");
        return file;
    }
}
