using System.Text.Json.Nodes;

namespace Reconciliation.Dev;

/// <summary>
/// The policies of infra/rabbitmq/definitions.json: the limits of deliveries and of the length of queues.
/// </summary>
public static class RabbitPolicies
{
    /// <summary>The file as it is.</summary>
    public static string Definitions { get; } = Read();

    /// <summary>Sets them in the virtual host of a broker whose management API answers; says so where none does.</summary>
    /// <param name="broker">The broker, with user, password and virtual host.</param>
    /// <param name="say">Gets one sentence where they cannot be set.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ServerUnavailableException">The API refuses them.</exception>
    public static async Task ApplyAsync(Uri broker, Action<string> say, CancellationToken cancellation)
    {
        using var management = await RabbitManagement.FindAsync(broker, cancellation);
        if (management is null)
        {
            say($"L'API de gestion du RabbitMQ de {broker.Host} ne répond pas ({RabbitManagement.Variable}) : ses politiques restent "
                + "ce qu'elles sont.");
            return;
        }

        await management.ImportAsync(new JsonObject { ["policies"] = In(broker, Definitions) }.ToJsonString(), cancellation);
    }

    /// <summary>The policies of definitions, for another virtual host than the one that they name.</summary>
    internal static JsonArray In(Uri virtualHost, string definitions)
    {
        var policies = JsonNode.Parse(definitions)!["policies"]!.DeepClone().AsArray();
        foreach (var policy in policies)
            policy!["vhost"] = VirtualHostOf(virtualHost);
        return policies;
    }

    private static string VirtualHostOf(Uri uri) => uri.AbsolutePath is "" or "/" ? "/" : Uri.UnescapeDataString(uri.AbsolutePath[1..]);

    private static string Read()
    {
        using var reader = new StreamReader(typeof(RabbitPolicies).Assembly.GetManifestResourceStream("definitions.json")!);
        return reader.ReadToEnd();
    }
}
