using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Reconciliation.Recon;

/// <summary>
/// The users of the broker, each with its rights to make, write to and read: patterns of names, as RabbitMQ matches them.
/// </summary>
internal static class BrokerUsers
{
    public const string Engine = "reconciliation-engine";
    public const string Api = "reconciliation-api";
    public const string Console = "reconciliation-console";
    public const string Demo = "reconciliation-demo";

    /// <summary>An operator who imports files, or replays messages in quarantine.</summary>
    public const string Operator = "reconciliation-outils";

    private const string Nothing = "^$";

    // The exchanges of payments, and the one that only asks whether the broker takes messages.
    private const string PaymentsIn = @"^reconciliation\.(paiements-[a-z-]+|sonde)$";

    // The exchanges and queues that the engine makes, and the temporary queue at which MassTransit notices that a connection broke.
    private const string OfEngine = @"^(reconciliation\..+|.+_bus_[a-z0-9]+)$";

    /// <summary>A user and its rights.</summary>
    private sealed record User(string Name, string Configure, string Write, string Read, bool Monitors = false);

    // RabbitMQ gives rights by name, and a queue bears the name of its exchange: who may make the one may remove the other. The engine
    // alone may. A producer writes to the exchange of its own stream alone: nobody but the engine says what a soin is.
    private static readonly User[] All =
    [
        new(Engine, OfEngine, OfEngine, OfEngine, Monitors: true),
        new(Api, Nothing, PaymentsIn, Nothing, Monitors: true),
        new(Console, Nothing, PaymentsIn, Nothing, Monitors: true),
        new(Operator, Nothing, PaymentsIn, Nothing, Monitors: true),
        new(Demo, Nothing, PaymentsIn, Nothing, Monitors: true),
        new("flux-ro", Nothing, @"^reconciliation\.paiements-ro$", Nothing),
        new("flux-complementaires", Nothing, @"^reconciliation\.paiements-complementaires$", Nothing),
        new("abonne-soins", @"^abonne-soins\.", @"^abonne-soins\.", @"^(abonne-soins\..*|reconciliation\.soins(-cloudevents)?)$"),
    ];

    /// <summary>The users that are no service of the stack: the systems that send payments, and those that follow soins.</summary>
    public static IReadOnlyList<string> Others { get; } = [.. All.Where(u => !u.Monitors).Select(u => u.Name)];

    /// <summary>Adds the users to the definitions of a broker.</summary>
    /// <param name="definitions">The definitions.</param>
    /// <param name="passwords">The password of each.</param>
    public static JsonObject AddTo(JsonObject definitions, IReadOnlyDictionary<string, string> passwords)
    {
        definitions["users"] = new JsonArray([.. All.Select(u => new JsonObject
        {
            ["name"] = u.Name,
            ["password_hash"] = Hash(passwords[u.Name]),
            ["hashing_algorithm"] = "rabbit_password_hashing_sha256",
            ["tags"] = u.Monitors ? new JsonArray("monitoring") : [],
        })]);
        definitions["permissions"] = new JsonArray([.. All.Select(u => new JsonObject
        {
            ["user"] = u.Name,
            ["vhost"] = "/",
            ["configure"] = u.Configure,
            ["write"] = u.Write,
            ["read"] = u.Read,
        })]);
        return definitions;
    }

    // RabbitMQ's own form of a password: a salt, then the SHA-256 of salt and password. The salt is derived, so that the same password
    // gives the same file.
    private static string Hash(string password)
    {
        var bytes = Encoding.UTF8.GetBytes(password);
        var salt = SHA256.HashData(bytes).AsSpan(0, 4).ToArray();
        return Convert.ToBase64String([.. salt, .. SHA256.HashData([.. salt, .. bytes])]);
    }
}
