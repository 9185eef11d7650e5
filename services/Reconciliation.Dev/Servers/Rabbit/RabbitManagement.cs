using System.Net.Http.Headers;
using System.Text;

namespace Reconciliation.Dev;

/// <summary>The management HTTP API of a RabbitMQ, with the user and password of its AMQP address.</summary>
internal sealed class RabbitManagement : IDisposable
{
    /// <summary>The environment variable that names the API, where it is not port 15672 of the broker's host.</summary>
    public const string Variable = "RECONCILIATION_RABBITMQ_MANAGEMENT";

    // A definition is a virtual host with its policies: on a busy machine the broker takes seconds for one.
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    private readonly HttpClient _client;
    private readonly List<string> _created = [];

    private RabbitManagement(HttpClient client) => _client = client;

    /// <summary>The API, or null where it does not answer or does not take this user.</summary>
    public static async Task<RabbitManagement?> FindAsync(Uri broker, CancellationToken cancellation)
    {
        var named = Environment.GetEnvironmentVariable(Variable);
        var address = string.IsNullOrWhiteSpace(named) ? $"http://{broker.Host}:15672" : named.TrimEnd('/');
        var management = At(new Uri(address), broker);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(AnswerLimit);
        try
        {
            using var answer = await management._client.GetAsync("whoami", limit.Token);
            if (answer.IsSuccessStatusCode)
                return management;
        }
        catch (Exception silent) when (silent is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            // No answer is treated like a refusal: there is no API to use.
        }

        management.Dispose();
        return null;
    }

    /// <summary>The API of a broker that is known to have one.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="broker">The broker's AMQP address.</param>
    public static RabbitManagement At(Uri address, Uri broker)
    {
        var user = broker.UserInfo == "" ? "guest:guest" : Uri.UnescapeDataString(broker.UserInfo);
        var client = new HttpClient { BaseAddress = new Uri(address, "/api/"), Timeout = CallLimit };
        client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(user)));
        return new(client);
    }

    /// <summary>Merges virtual hosts, permissions and policies into the server.</summary>
    public async Task ImportAsync(string definitions, CancellationToken cancellation)
    {
        using var body = new StringContent(definitions, Encoding.UTF8, "application/json");
        using var answer = await _client.PostAsync("definitions", body, cancellation);
        if (!answer.IsSuccessStatusCode)
            throw new ServerUnavailableException(
                $"The RabbitMQ management API at {_client.BaseAddress} (RECONCILIATION_RABBITMQ_MANAGEMENT) refused virtual hosts or "
                + $"policies ({(int)answer.StatusCode}).");
    }

    /// <summary>Notes a virtual host that is to go when this is over.</summary>
    public void Remember(string virtualHost) => _created.Add(virtualHost);

    /// <summary>Deletes the virtual hosts that were created through this object.</summary>
    public async Task CleanUpAsync()
    {
        foreach (var virtualHost in _created)
            using (await _client.DeleteAsync($"vhosts/{Uri.EscapeDataString(virtualHost)}"))
            {
                // A virtual host that cannot be deleted does no harm: its name is not used again.
            }
    }

    public void Dispose() => _client.Dispose();
}
