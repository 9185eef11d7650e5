namespace Reconciliation.Hosting;

/// <summary>Somebody to whom every version of a soin is sent over HTTP, signed.</summary>
public sealed class WebhookSubscriber
{
    /// <summary>The most subscribers of an installation.</summary>
    public const int SubscribersMax = 20;

    /// <summary>The longest name, in characters.</summary>
    public const int NameLengthMax = 32;

    /// <summary>The fewest and the most bytes of a secret, as Standard Webhooks says.</summary>
    public const int SecretBytesMin = 24, SecretBytesMax = 64;

    /// <summary>The beginning of a secret as it is handed over.</summary>
    public const string SecretPrefix = "whsec_";

    /// <summary>Its name: in the log, in metrics, and of its place in the journal.</summary>
    public required string Name { get; init; }

    /// <summary>The address to which events are posted.</summary>
    public required Uri Url { get; init; }

    /// <summary>The secrets with which events are signed: the present one and, during a rotation, the one before.</summary>
    public required IReadOnlyList<byte[]> Secrets { get; init; }

    /// <summary>The only member whose soins it is told of, as in a feed of that member; null: all.</summary>
    public string? AdherentId { get; init; }

    /// <summary>Whether one that is new is sent the journal from its beginning; else it is sent what comes from now on.</summary>
    public bool FromBeginning { get; init; }

    /// <summary>Hides the rest: the text of a subscriber would show its secrets.</summary>
    public override string ToString() => Name;
}
