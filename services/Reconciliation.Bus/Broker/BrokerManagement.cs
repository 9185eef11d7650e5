using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Reconciliation.Bus;

/// <summary>The state of a queue, as the broker's management API tells it.</summary>
/// <param name="Name">The queue.</param>
/// <param name="Policy">The policy that is in effect; null: none.</param>
/// <param name="Effective">The settings in effect, of policies and of the queue's own arguments, by the names of policies.</param>
/// <param name="Members">The number of nodes that keep it.</param>
internal sealed record BrokerQueue(string Name, string? Policy, IReadOnlyDictionary<string, string> Effective, int Members);

/// <summary>Reads the management API of a broker, with the user and password of its AMQP address.</summary>
/// <param name="settings">The settings: they name its address.</param>
internal sealed class BrokerManagement(BusSettings settings) : IDisposable
{
    /// <summary>The time that a node has to answer.</summary>
    public static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    private const string InEffect = "effective_policy_definition";
    private const int UsualPort = 15672;
    private const int UsualEncryptedPort = 15671;

    private readonly HttpClient _client = CreateClient(settings.RabbitMq!);

    /// <summary>The queues of payments that exist, and the number of nodes that run.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Both; null where no node's API answers this user.</returns>
    public async Task<(IReadOnlyList<BrokerQueue> Queues, int Nodes)?> ReadAsync(CancellationToken cancellationToken)
    {
        foreach (var address in Addresses())
        {
            try
            {
                return await ReadAsync(address, cancellationToken);
            }
            catch (Exception e) when (e is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                // Another node may answer.
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static HttpClient CreateClient(BrokerAddress broker)
    {
        var identity = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{broker.User}:{broker.Password}"));
        var client = new HttpClient { Timeout = AnswerTimeout };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", identity);
        return client;
    }

    private async Task<(IReadOnlyList<BrokerQueue> Queues, int Nodes)> ReadAsync(Uri address, CancellationToken cancellationToken)
    {
        var queues = new List<BrokerQueue>();
        foreach (var name in settings.Parts.All.SelectMany(p => new[] { p.Queue, p.Queue + ExchangeNames.DeadLetterSuffix }))
        {
            var path = $"queues/{Uri.EscapeDataString(settings.RabbitMq!.VirtualHost)}/{Uri.EscapeDataString(name)}";
            // The settings in effect are told some seconds after a queue was made: until then nothing is known of them.
            if (await GetAsync(new(address, path), cancellationToken) is { } queue && queue.TryGetProperty(InEffect, out _))
            {
                queues.Add(Read(name, queue));
            }
        }

        // Only users with the tag monitoring may see the nodes; for any other user those of the address count.
        var nodes = 0;
        try
        {
            nodes = await GetAsync(new(address, "nodes"), cancellationToken) is { } all ? all.GetArrayLength() : 0;
        }
        catch (HttpRequestException e) when (e.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
        }

        return (queues, nodes);
    }

    private async Task<JsonElement?> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        using var answer = await _client.GetAsync(address, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        answer.EnsureSuccessStatusCode();
        var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        using var document = await JsonDocument.ParseAsync(body, default, cancellationToken);
        return document.RootElement.Clone();
    }

    // A policy's value wins over the queue's own argument, but of two limits the lower one holds.
    private static BrokerQueue Read(string name, JsonElement queue)
    {
        var effective = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var argument in Members(queue, "arguments"))
        {
            var key = argument.Name.StartsWith("x-", StringComparison.Ordinal) ? argument.Name[2..] : argument.Name;
            effective[key] = argument.Value.ToString();
        }

        foreach (var rule in Members(queue, InEffect))
        {
            var value = rule.Value.ToString();
            var own = effective.GetValueOrDefault(rule.Name);
            effective[rule.Name] = long.TryParse(own, out var a) && long.TryParse(value, out var b)
                ? Math.Min(a, b).ToString(System.Globalization.CultureInfo.InvariantCulture)
                : value;
        }

        return new(
            name,
            queue.TryGetProperty("policy", out var policy) && policy.ValueKind == JsonValueKind.String ? policy.GetString() : null,
            effective,
            queue.TryGetProperty("members", out var members) && members.ValueKind == JsonValueKind.Array ? members.GetArrayLength() : 0);
    }

    private static JsonElement.ObjectEnumerator Members(JsonElement queue, string name) =>
        queue.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : default;

    private IEnumerable<Uri> Addresses()
    {
        if (settings.Management is { } named)
        {
            return [new Uri(named.AbsoluteUri.TrimEnd('/') + "/api/")];
        }

        var (scheme, port) = settings.RabbitMq!.IsEncrypted ? ("https", UsualEncryptedPort) : ("http", UsualPort);
        return settings.RabbitMq.Nodes.Select(n => new Uri($"{scheme}://{n with { Port = port }}/api/"));
    }
}
