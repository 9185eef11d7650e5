using Reconciliation.Bus;
using Xunit;

namespace Reconciliation.Integration.Tests.BrokerNodes;

/// <summary>The address of a broker: one node or several, each with its port.</summary>
public sealed class BrokerAddressTests
{
    [Theory]
    [InlineData("amqp://u:p@h1,h2:5673,h3/v", "h1:5672,h2:5673,h3:5672", "u", "v")]
    [InlineData("amqps://u:p@h1,h2", "h1:5671,h2:5671", "u", "/")]
    [InlineData("amqp://h1", "h1:5672", "guest", "/")]
    [InlineData("amqp://a%40b:c%3Ad@127.0.0.1:5672/%2Fx", "127.0.0.1:5672", "a@b", "/x")]
    [InlineData("rabbitmq://u:p@[::1]:5674,h2/v", "[::1]:5674,h2:5672", "u", "v")]
    public void Nodes_user_and_virtual_host_are_read(string text, string nodes, string user, string virtualHost)
    {
        var address = BrokerAddress.Parse(text);
        Assert.Equal((nodes, user, virtualHost), (address?.ToString(), address?.User, address?.VirtualHost));
        Assert.Equal(address!.Nodes[0], BrokerAddress.FromUri(address.FirstNode()).Nodes[0]);
        var again = BrokerAddress.FromUri(address.FirstNode());
        Assert.Equal((user, virtualHost), (again.User, again.VirtualHost));
    }

    [Theory]
    [InlineData("http://h1")]
    [InlineData("h1,h2")]
    [InlineData("amqp://h1,,h2")]
    [InlineData("amqp://u:p@")]
    [InlineData("amqp://h1:0")]
    [InlineData("amqp://h1:70000,h2")]
    [InlineData("amqp://h1/v/w")]
    [InlineData("amqp://h 1")]
    public void What_is_no_address_is_refused(string text) => Assert.Null(BrokerAddress.Parse(text));
}
