namespace Reconciliation.Bus;

/// <summary>One sentence about a failure of sending: our own words about the broker, or its refusal. No member data.</summary>
public static class BrokerFailure
{
    /// <summary>A sentence for the log.</summary>
    /// <param name="failure">The failure.</param>
    /// <returns>The sentence; null: it is no failure of sending.</returns>
    public static string? Describe(Exception failure) => failure switch
    {
        BrokerRefusedException => failure.Message,

        // The outer failure says that it was not sent, the one within why.
        TimeoutException => failure.InnerException is { } cause && Describe(cause) is { } why ? why : failure.Message,
        _ => null,
    };
}
